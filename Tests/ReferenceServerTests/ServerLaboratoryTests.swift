import Bytes
import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

/// Delays, gaps, trickles and windows on a clock that the tests move.
@Suite struct ServerLaboratoryTests {
  private func options(_ settings: [(Knob, String)]) throws -> ServerOptions {
    var options = ServerOptions()
    for (knob, text) in settings { try options.laboratory.conditions.set(knob, text) }
    return options
  }

  private func texts(_ exchange: Exchange, _ stream: HTTP2.Stream) throws -> [String] {
    try Wire.greetings(exchange.replies[stream.id]?.data ?? []).map(\.text)
  }

  @Test(arguments: GreeterMethod.greetings, [true, false])
  func `an answer comes after its delay, by flag or by metadata`(
    method: GreeterMethod,
    byFlag: Bool
  ) throws {
    let exchange = Exchange(byFlag ? try options([(.delay, "5ms")]) : ServerOptions())
    let fields = byFlag ? [] : [HeaderField("grpcbench-delay", "constant 5ms")]
    let stream = exchange.open(method, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    exchange.pass(.microseconds(4_999))
    #expect(exchange.replies[stream.id] == nil)
    exchange.pass(.microseconds(1))
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(try texts(exchange, stream).first == "Hello, Ann!")
    #expect(exchange.openStreams == 0)
  }

  @Test func `metadata wins over the server's own delay, also with none`() throws {
    let exchange = Exchange(try options([(.delay, "5s")]))
    let quick = exchange.open(
      .sayHello,
      [HeaderField("grpcbench-delay", "1ms")],
      try Wire.requests(["Ann"])
    )
    let none = exchange.open(
      .sayHello,
      [HeaderField("grpcbench-delay", "none")],
      try Wire.requests(["Bob"])
    )
    exchange.settle()
    #expect(exchange.replies[none.id]?.status == "0")
    exchange.pass(.milliseconds(1))
    #expect(exchange.replies[quick.id]?.status == "0")
  }

  @Test func `health is not delayed`() throws {
    let exchange = Exchange(try options([(.delay, "5s"), (.fail, "INTERNAL")]))
    let stream = exchange.open(.healthCheck, [], [0, 0, 0, 0, 0])
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "0")
  }

  @Test func `calls beyond the capacity queue in their order`() throws {
    var options = ServerOptions()
    options.laboratory.capacity = try Capacity(text: "100 burst 2")
    let exchange = Exchange(options)
    let streams = try (0..<5).map { _ in
      exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
    }
    exchange.settle()
    var answered: [Int] = []
    for _ in 0..<4 {
      answered.append(streams.count { exchange.replies[$0.id]?.status == "0" })
      exchange.pass(.milliseconds(10))
    }
    #expect(answered == [2, 3, 4, 5])
  }

  @Test func `a cancelled call is not answered, and its place serves another`() throws {
    let exchange = Exchange(try options([(.delay, "5ms")]))
    let first = exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
    exchange.settle()
    exchange.reset(first)
    exchange.settle()
    let second = exchange.open(.sayHello, [], try Wire.requests(["Bob"]))
    exchange.settle()
    exchange.pass(.milliseconds(10))
    #expect(try texts(exchange, second) == ["Hello, Bob!"])
    #expect(exchange.tally.endings.calls(.sayHello, .status(.cancelled)) == 1)
    #expect(exchange.tally.endings.calls(.sayHello, .status(.ok)) == 1)
  }

  @Test func `messages of a server stream come at their gaps`() throws {
    let exchange = Exchange()
    let fields = [
      HeaderField("grpcbench-gap", "10ms"), HeaderField("grpcbench-messages", "4"),
      HeaderField("grpcbench-delay", "3ms"),
    ]
    let stream = exchange.open(.sayHelloServerStream, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    exchange.pass(.milliseconds(3))
    var counts: [Int] = []
    for _ in 0..<4 {
      counts.append(try texts(exchange, stream).count)
      exchange.pass(.milliseconds(10))
    }
    #expect(counts == [1, 2, 3, 4])
    #expect(exchange.replies[stream.id]?.status == "0")
  }

  @Test func `a body trickles out byte by byte`() throws {
    let exchange = Exchange(try options([(.trickle, "1 every 1ms")]))
    let stream = exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
    exchange.settle()
    for count in 1...15 {
      #expect(exchange.replies[stream.id]?.data.count == count)
      exchange.pass(.milliseconds(1))
    }
    exchange.pass(.milliseconds(10))
    #expect(try texts(exchange, stream) == ["Hello, Ann!"])
    #expect(exchange.replies[stream.id]?.status == "0")
  }

  @Test(arguments: GreeterMethod.greetings)
  func `every kind of call survives all knobs, tiny windows and cuts`(
    method: GreeterMethod
  ) throws {
    let names = method == .sayHello || method == .sayHelloServerStream ? ["Ann"] : ["Ann", "Bob"]
    let settings: [(Knob, String)] = [
      (.delay, "exponential 1ms"), (.trickle, "3 every 1ms"), (.gap, "1ms"),
      (.window, "1 every 1ms"), (.responseSize, "40"), (.work, "1us"),
    ]
    for seed in 1...5 as ClosedRange<UInt64> {
      var generator = SplitMix64(seed: seed)
      var options = try options(settings)
      options.laboratory.seed = seed
      options.streamWindow = 1
      let exchange = Exchange(options, clientWindow: 2)
      let stream = exchange.open(method, [], try Wire.requests(names))
      for _ in 0..<3_000 where !exchange.ended.contains(stream.id) {
        exchange.settle { Int.random(in: 1...9, using: &generator) }
        exchange.pass(.milliseconds(1))
      }
      #expect(exchange.replies[stream.id]?.status == "0", "seed \(seed)")
      let messages = try Wire.greetings(exchange.replies[stream.id]?.data ?? [])
      #expect(messages.count == (method.kind.answersOne ? 1 : names.count == 1 ? 10 : 2))
      #expect(messages.allSatisfy { $0.text.utf8.count == 38 })
      #expect(exchange.openStreams == 0)
    }
  }

  /// It was seen to trap, because the call had no place in a line.
  @Test func `a delayed call whose requests make many slices is answered whole`() throws {
    let exchange = Exchange()
    let name = String(repeating: "a", count: 2_000)
    let stream = exchange.open(
      .sayHelloBidi,
      [HeaderField("grpcbench-delay", "5ms")],
      try Wire.requests([String](repeating: name, count: 40))
    )
    exchange.settle()
    exchange.pass(.milliseconds(5))
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(try texts(exchange, stream).count == 40)
  }

  @Test func `a connection's window that is never given back stops all of its calls`() throws {
    var options = ServerOptions()
    options.connectionWindow = 65_535
    options.laboratory.connectionPace = .never
    let exchange = Exchange(options)
    let name = String(repeating: "a", count: 30_000)
    let streams = try (0..<3).map { _ in exchange.open(.sayHello, [], try Wire.requests([name])) }
    exchange.settle()
    exchange.pass(.seconds(100))
    #expect(streams.map { exchange.replies[$0.id]?.status } == ["0", "0", nil])
    #expect(exchange.server.http.heldOfConnection == 65_535)
  }

  @Test func `a connection's window that is given back slowly lets so much through at a time`()
    throws
  {
    var options = ServerOptions()
    options.connectionWindow = 65_535
    options.laboratory.connectionPace = try WindowPace(text: "1000 every 10ms")
    let exchange = Exchange(options)
    let body = try Wire.requests([String(repeating: "a", count: 70_000)])
    let stream = exchange.open(.sayHello, [], body)
    exchange.settle()
    for round in 0...4 {
      #expect(exchange.unsaidBytes == body.count - 65_535 - 1_000 * round)
      exchange.pass(.milliseconds(10))
    }
    exchange.pass(.milliseconds(10))
    #expect(exchange.replies[stream.id]?.status == "0")
  }

  @Test func `a window that is never given back stops a client for good`() throws {
    var options = try options([(.window, "never")])
    options.streamWindow = 100
    let exchange = Exchange(options)
    let body = try Wire.requests([String(repeating: "a", count: 1_000)])
    let stream = exchange.open(.sayHello, [], body)
    exchange.settle()
    exchange.pass(.seconds(100))
    #expect(exchange.unsaidBytes == body.count - 100)
    exchange.reset(stream)
    exchange.settle()
    #expect(exchange.openStreams == 0)
  }

  @Test func `a window that is given back slowly lets so much through and no more`() throws {
    var options = try options([(.window, "100 every 10ms")])
    options.streamWindow = 100
    let exchange = Exchange(options)
    let body = try Wire.requests([String(repeating: "a", count: 1_000)])
    let stream = exchange.open(.sayHello, [], body)
    exchange.settle()
    for round in 1...9 {
      #expect(exchange.unsaidBytes == body.count - 100 * round)
      exchange.pass(.milliseconds(10))
    }
    exchange.pass(.milliseconds(30))
    #expect(exchange.replies[stream.id]?.status == "0")
  }

  @Test(arguments: [0, 3, 100, 5_000])
  func `responses have the size that is asked for`(size: Int) throws {
    for method in [GreeterMethod.sayHello, .sayHelloClientStream, .sayHelloBidi] {
      let exchange = Exchange()
      let fields = [HeaderField("grpcbench-response-size", "\(size)")]
      let stream = exchange.open(method, fields, try Wire.requests(["Ann"]))
      exchange.settle()
      #expect(exchange.replies[stream.id]?.data.count == size + 5)
      #expect(exchange.replies[stream.id]?.status == "0")
    }
  }

  @Test(arguments: ["delay", "fail", "reset", "drop", "go-away", "gap", "trickle", "window"])
  func `metadata that sets nothing is refused by name`(knob: String) throws {
    let exchange = Exchange()
    let fields = [HeaderField("grpcbench-\(knob)", "nonsense")]
    let stream = exchange.open(.sayHello, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "3")
    #expect(exchange.replies[stream.id]?.message?.contains("grpcbench-\(knob)") == true)
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloServerStream, .sayHelloBidi])
  func `calls beyond those that may wait are refused`(method: GreeterMethod) throws {
    let settings: [(Knob, String)] = [(.delay, "5ms"), (.trickle, "9 every 1ms"), (.gap, "1ms")]
    let exchange = Exchange(try options(settings), mostWaiting: 2)
    let streams = try (0..<4).map { _ in exchange.open(method, [], try Wire.requests(["Ann"])) }
    exchange.settle()
    exchange.pass(.seconds(10))
    #expect(streams.map { exchange.replies[$0.id]?.status } == ["0", "0", "8", "8"])
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloServerStream, .sayHelloBidi])
  func `a call that has begun and has no place to wait goes on at once`(
    method: GreeterMethod
  ) throws {
    let settings: [(Knob, String)] = [(.trickle, "1 every 1ms"), (.gap, "1ms")]
    let exchange = Exchange(try options(settings), mostWaiting: 0)
    let stream = exchange.open(method, [], try Wire.requests(["Ann"]))
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "0")
  }
}
