import Bytes
import GRPC

/// The gzip of one thread's messages: its memory serves one message after the other.
final class GzipCodec {
  private var encoder = GzipEncoder()
  private var decoder = GzipDecoder()
  /// The last message that was decompressed.
  private(set) var plain: [UInt8] = []

  /// Decompresses a message into `plain`.
  ///
  /// - Returns: What the call ends with when that is not possible.
  func decompress(_ message: Span<UInt8>, limit: Int) -> Status? {
    plain.removeAll(keepingCapacity: true)
    do throws(GzipDecoder.Failure) {
      try decoder.decompress(message, into: &plain, limit: limit)
      return nil
    } catch .longer {
      return Status(
        .resourceExhausted,
        "a compressed message holds more than the limit of \(limit) bytes"
      )
    } catch {
      return Status(.internal, "a compressed message could not be read: \(error)")
    }
  }

  /// A message, compressed.
  func compressed(_ message: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    encoder.compress(message.span, into: &bytes)
    return bytes
  }

  /// Appends a message, compressed and framed.
  func append(_ message: [UInt8], to frames: inout [UInt8]) {
    let start = frames.count
    MessagePrefix(length: 0, isCompressed: true).append(to: &frames)
    encoder.compress(message.span, into: &frames)
    let length = frames.count - start - MessagePrefix.byteCount
    let prefix = MessagePrefix(length: length, isCompressed: true).bytes
    for index in prefix.indices { frames[start + index] = prefix[index] }
  }
}
