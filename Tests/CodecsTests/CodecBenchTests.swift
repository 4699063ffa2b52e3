import Bytes
import Codecs
import Statistics
import Testing
import Timing

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
