import Bytes
import Statistics
import Testing
import Timing

@testable import Codecs

@Suite struct CodecBenchTests {
  @Test func `every codec writes and reads every payload`() throws {
    var bench = CodecBench()
    bench.codecs = PayloadCodec.allCases
    bench.rounds = 1
    bench.messages = 1
    let costs = try bench.run()
    #expect(costs.count == PayloadName.allCases.count * PayloadCodec.allCases.count)
    for cost in costs {
      #expect(cost.encode.median > 0 && cost.decode.median > 0, "\(cost)")
      if cost.codec == .protobuf, let size = cost.payload.wantedSize { #expect(cost.bytes == size) }
    }
  }

  @Test func `a larger message costs more`() throws {
    var bench = CodecBench()
    bench.payloads = [.greeting, .text]
    bench.rounds = 3
    bench.slice = .milliseconds(1)
    let costs = try bench.run()
    for codec in PayloadCodec.used {
      let own = costs.filter { $0.codec == codec }
      #expect(own[0].encode.median < own[1].encode.median)
      #expect(own[0].decode.median < own[1].decode.median)
    }
  }

  @Test func `a round that is broken off is left out`() throws {
    var bench = CodecBench()
    bench.payloads = [.mixed]
    bench.codecs = [.json]
    bench.messages = 10
    var asked = 0
    // Two directions are looked at, then each round measures both: the sixth is half of a round.
    let costs = try bench.run { _ in
      asked += 1
      return asked < 6
    }
    #expect(asked == 6)
    #expect(costs.count == 1)
    for cost in costs {
      #expect(cost.encode.lower == cost.encode.upper && cost.encode.median == cost.encodeMean)
      #expect(cost.decode.lower == cost.decode.upper && cost.decode.median == cost.decodeMean)
    }
    asked = 0
    let none = try bench.run { _ in
      asked += 1
      return asked < 4
    }
    #expect(none.isEmpty)
  }

  @Test func `means lie among the rounds and weigh all of them`() throws {
    var bench = CodecBench()
    bench.payloads = [.mixed]
    bench.messages = 10
    bench.rounds = 5
    for cost in try bench.run() {
      #expect((cost.encode.lower...cost.encode.upper).contains(cost.encodeMean))
      #expect((cost.decode.lower...cost.decode.upper).contains(cost.decodeMean))
    }
  }

  @Test func `a codec that loses data is not measured`() throws {
    let payload = [1, 2, 3, 4] as [UInt8]
    _ = try CodecTrial(payload, encode: { payload }, decode: { $0 })
    #expect(throws: CodecTrial.Loss.self) {
      try CodecTrial(
        payload,
        encode: { payload },
        decode: { bytes in bytes.filter { $0.isMultiple(of: 2) } }
      )
    }
    #expect(throws: CodecTrial.Loss.self) {
      try CodecTrial(payload, encode: { payload }, decode: { _ in nil })
    }
  }

  @Test func `it can be stopped between rounds, and measures one direction alone`() throws {
    var bench = CodecBench()
    bench.payloads = [.mixed]
    bench.codecs = [.json]
    bench.directions = [.decode]
    bench.messages = 10
    var rounds = 0
    let costs = try bench.run { round in
      rounds = round
      return round < 4
    }
    #expect(rounds == 4)
    #expect(costs.map(\.encode.median) == [0])
    #expect(costs[0].decode.lower <= costs[0].decode.median)
  }

  @Test func `the expected time is that of all slices`() {
    var bench = CodecBench()
    bench.rounds = 9
    bench.slice = .milliseconds(10)
    #expect(bench.expectedTime == .milliseconds(8 * 2 * 2 * 10 * 10))
  }
}
