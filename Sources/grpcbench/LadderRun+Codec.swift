import Bytes
import Codecs
import Ladder
import Scenarios
import Statistics
import Timing

/// What a message costs without any call, measured between the slices in the process of the client.
extension LadderRun {
  static func cost(
    _ payload: PayloadName,
    _ encoding: MessageFormat,
    _ slice: Nanoseconds
  ) throws -> MessageCost {
    var bench = CodecBench()
    bench.payloads = [payload]
    bench.codecs = [encoding == .json ? .json : .protobuf]
    // Half of the time for each direction.
    bench.rounds = max(1, Int(slice.count / (2 * bench.slice.count)))
    guard let cost = try bench.run().first else {
      throw Failure("ladder: \(payload): the codec was not measured")
    }
    return MessageCost(
      encode: cost.encode.median,
      decode: cost.decode.median,
      // With means the parts are compared with the whole, because CPU time per call is a mean too.
      encodeMean: cost.encodeMean,
      decodeMean: cost.decodeMean,
      bytes: cost.bytes
    )
  }
}
