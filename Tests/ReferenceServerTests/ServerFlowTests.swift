import GRPC
import GreetService
import HTTP2
import Testing
import Timing

@testable import ReferenceServer

/// What clients do with windows, cuts and resets changes when bytes come, and not which.
@Suite struct ServerFlowTests {
  private struct Call {
    let method: GreeterMethod
    let names: [String]
    let count: Int

    init(using random: inout SplitMix64) {
      method = GreeterMethod.greetings.randomElement(using: &random) ?? .sayHello
      let most = method.kind.sendsOne ? 1 : 30
      names = (0..<(most == 1 ? 1 : Int.random(in: 0...most, using: &random))).map { _ in
        String(repeating: "x", count: Int.random(in: 0...40, using: &random))
      }
      count = Int.random(in: 0...60, using: &random)
    }

    var greetings: [String] {
      switch method {
      case .sayHelloServerStream: Array(repeating: "Hello, \(names[0])!", count: count)
      case .sayHelloClientStream: ["Hello, \(names.joined(separator: ", "))!"]
      default: names.map { "Hello, \($0)!" }
      }
    }

    func open(in exchange: Exchange) throws -> Stream {
      let fields = [HeaderField("grpcbench-messages", "\(count)")]
      return exchange.open(method, fields, try Wire.requests(names))
    }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `cuts and windows do not change an answer`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var options = ServerOptions()
    options.streamWindow = [1, 30, 1_000, 1 << 20].randomElement(using: &random) ?? 1
    let window = [1, 7, 100, 65_535, 1 << 20].randomElement(using: &random) ?? 1
    let exchange = Exchange(options, clientWindow: window)
    let calls = (0..<Int.random(in: 1...12, using: &random)).map { _ in Call(using: &random) }
    let longest = [1, 5, 60, 3_000].randomElement(using: &random) ?? 1
    let streams = try calls.map { try $0.open(in: exchange) }
    exchange.settle { Int.random(in: 1...longest, using: &random) }
    for (call, stream) in zip(calls, streams) {
      let reply = exchange.replies[stream.id] ?? TestClient.Reply()
      #expect(reply.status == "0", "seed \(seed)")
      #expect(try Wire.greetings(reply.data).map(\.text) == call.greetings, "seed \(seed)")
    }
    #expect(exchange.openStreams == 0, "seed \(seed)")
    #expect(exchange.tally.calls == calls.count, "seed \(seed)")
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `a reset at any point ends that call and no other`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let window = [1, 50, 65_535].randomElement(using: &random) ?? 1
    let exchange = Exchange(clientWindow: window)
    var calls: [(call: Call, stream: Stream, isReset: Bool)] = []
    for _ in 0..<60 {
      if calls.count < 20 {
        let call = Call(using: &random)
        calls.append((call, try call.open(in: exchange), false))
      }
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        exchange.carry { Int.random(in: 1...200, using: &random) }
      }
      if Int.random(in: 0..<3, using: &random) == 0,
        let index = calls.indices.randomElement(using: &random)
      {
        guard exchange.client.isOpen(calls[index].stream) else { continue }
        exchange.reset(calls[index].stream)
        calls[index].isReset = true
      }
    }
    exchange.settle { Int.random(in: 1...500, using: &random) }
    for entry in calls where !entry.isReset {
      let reply = exchange.replies[entry.stream.id] ?? TestClient.Reply()
      #expect(reply.status == "0", "seed \(seed)")
      #expect(try Wire.greetings(reply.data).map(\.text) == entry.call.greetings, "seed \(seed)")
    }
    #expect(exchange.openStreams == 0, "seed \(seed)")
    #expect(!exchange.hasReadyStreams, "seed \(seed)")
  }

  @Test func `a gigabyte flows through little memory`() throws {
    let exchange = Exchange()
    exchange.keepsData = false
    let length = 1 << 20
    let name = String(repeating: "a", count: length)
    let fields = [HeaderField("grpcbench-messages", "1024")]
    let stream = exchange.open(.sayHelloServerStream, fields, try Wire.requests([name]))
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(exchange.dataReceived >= 1 << 30)
    #expect(exchange.mostOutput < ServerSession.comfortableOutput + length + 64 * 1024)
  }

  @Test func `a stream without end does not keep others waiting`() throws {
    let exchange = Exchange()
    exchange.keepsData = false
    let fields = [HeaderField("grpcbench-messages", "10000000")]
    let endless = exchange.open(.sayHelloServerStream, fields, try Wire.requests(["Ann"]))
    for _ in 0..<10 { exchange.carry() }
    let short = exchange.open(.sayHelloServerStream, [], try Wire.requests(["Bob"]))
    let before = exchange.dataReceived
    for _ in 0..<10_000 where !exchange.ended.contains(short.id) { exchange.carry() }
    #expect(exchange.replies[short.id]?.status == "0")
    // What was on its way, and a slice for each turn.
    #expect(exchange.dataReceived - before < 4 * ServerSession.comfortableOutput)
    exchange.reset(endless)
    exchange.settle()
    #expect(exchange.openStreams == 0)
  }

  @Test func `streams that share the connection's window get equal parts of it`() throws {
    let exchange = Exchange()
    exchange.keepsData = true
    let fields = [HeaderField("grpcbench-messages", "10000000")]
    let streams = try (0..<10).map { _ in
      try exchange.open(.sayHelloServerStream, fields, Wire.requests(["Ann"]))
    }
    for _ in 0..<60 { exchange.carry() }
    let parts = streams.map { exchange.replies[$0.id]?.data.count ?? 0 }
    let slack = 3 * ServerSession.longestSlice
    #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= slack, "\(parts)")
    #expect((parts.min() ?? 0) > slack, "\(parts)")
  }

  @Test(arguments: [0, 10])
  func `a client that does not take the answers may send a window's worth`(window: Int) throws {
    var options = ServerOptions()
    options.streamWindow = 100_000
    let exchange = Exchange(options, clientWindow: window)
    let stream = exchange.open(.sayHelloBidi, [], [], ends: false)
    let batch = try Wire.requests(Array(repeating: "Ann", count: 2_000))
    for _ in 0..<100 {
      exchange.say(batch, on: stream, ends: false)
      // What the client gives back to the window of 10 bytes would be an answer taken.
      exchange.carryToServer()
    }
    // One slice of answers is made before the first has to wait.
    let sent = 100 * batch.count - exchange.unsaidBytes
    #expect((100_000...200_000).contains(sent), "\(sent) bytes")
    #expect(exchange.waiting <= 100_000)
    #expect(exchange.openStreams == 1)
  }

  @Test func `a client whose requests wait on many streams is given up`() throws {
    var options = ServerOptions()
    options.maxUnread = 1 << 20
    let exchange = Exchange(options, clientWindow: 0)
    let batch = try Wire.requests(Array(repeating: "Ann", count: 10_000))
    let streams = (0..<20).map { _ in exchange.open(.sayHelloBidi, [], [], ends: false) }
    for stream in streams {
      exchange.say(batch, on: stream, ends: false)
      exchange.carryToServer()
      #expect(exchange.waiting <= 1 << 20)
    }
    exchange.settle()
    let refused = streams.filter { exchange.replies[$0.id]?.status == "8" }
    #expect(!refused.isEmpty)
    #expect(refused.count < streams.count)
  }
}
