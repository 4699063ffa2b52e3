import Bytes
import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

@Suite struct ServerFaultTests {
  private func call(
    _ method: GreeterMethod,
    _ field: String,
    _ value: String,
    names: [String] = ["Ann"]
  ) throws -> (exchange: Exchange, reply: TestClient.Reply) {
    let exchange = Exchange()
    let body = try Wire.requests(names)
    let stream = exchange.open(method, [HeaderField(field, value)], body)
    exchange.settle()
    #expect(exchange.ended.contains(stream.id) || exchange.isDropped)
    return (exchange, exchange.replies[stream.id] ?? TestClient.Reply())
  }

  @Test(arguments: StatusCode.allCases.filter { $0 != .ok })
  func `any status can be ordered, as trailers only`(code: StatusCode) throws {
    let (exchange, reply) = try call(.sayHello, "grpcbench-fail", code.description)
    #expect(reply.status == "\(code.rawValue)")
    #expect(reply.head["grpc-status"] != nil)
    #expect(reply.data.isEmpty)
    #expect(exchange.tally.endings.calls(.sayHello, .status(code)) == 1)
    #expect(exchange.tally.calls == 1)
  }

  @Test(
    arguments: [
      (.sayHello, "after head", 0), (.sayHello, "after 1 message", 1),
      (.sayHello, "after 5 messages", 1), (.sayHelloServerStream, "after head", 0),
      (.sayHelloServerStream, "after 3 messages", 3),
      (.sayHelloServerStream, "after 50 messages", 10), (.sayHelloClientStream, "after head", 0),
      (.sayHelloClientStream, "after 1 message", 1), (.sayHelloBidi, "after head", 0),
      (.sayHelloBidi, "after 2 messages", 2), (.sayHelloBidi, "after 9 messages", 3),
    ] as [(GreeterMethod, String, Int)]
  )
  func `a fault comes at its point, whatever it is`(
    method: GreeterMethod,
    point: String,
    messages: Int
  ) throws {
    let names = method.kind.sendsOne ? ["Ann"] : ["Ann", "Bob", "Cyd"]
    let failed = try call(method, "grpcbench-fail", "DATA_LOSS \(point)", names: names).reply
    #expect(failed.head[":status"] == "200")
    #expect(failed.trailers["grpc-status"] == "15")
    #expect(try Wire.greetings(failed.data).count == messages)

    let reset = try call(method, "grpcbench-reset", "ENHANCE_YOUR_CALM \(point)", names: names)
    #expect(reset.reply.head[":status"] == "200")
    #expect(reset.reply.reset == .enhanceYourCalm)
    #expect(try Wire.greetings(reset.reply.data).count == messages)
    #expect(reset.exchange.tally.endings.calls(ServerMethod(method), .reset) == 1)

    let mute = try call(method, "grpcbench-fail", "no status \(point)", names: names).reply
    #expect(mute.head[":status"] == "200")
    #expect(mute.status == nil)
    #expect(try Wire.greetings(mute.data).count == messages)

    let dropped = try call(method, "grpcbench-drop", point, names: names)
    #expect(dropped.exchange.isDropped)
    #expect(dropped.reply.head[":status"] == "200")
    #expect(dropped.reply.status == nil)
    #expect(try Wire.greetings(dropped.reply.data).count == messages)
  }

  @Test(arguments: GreeterMethod.allCases.filter { $0 != .healthCheck })
  func `before the head there is nothing else`(method: GreeterMethod) throws {
    let reset = try call(method, "grpcbench-reset", "REFUSED_STREAM").reply
    #expect(reset.reset == .refusedStream)
    #expect(reset.head.isEmpty)
    let mute = try call(method, "grpcbench-fail", "no status").reply
    #expect(mute.head[":status"] == "200")
    #expect(mute.head["grpc-status"] == nil)
    let dropped = try call(method, "grpcbench-drop", "100%")
    #expect(dropped.exchange.isDropped)
    #expect(dropped.reply.head.isEmpty)
  }

  @Test func `details are a google.rpc.Status`() throws {
    let reply = try call(.sayHello, "grpcbench-fail", "ABORTED with details").reply
    let text = try #require(reply.head["grpc-status-details-bin"])
    let decoded = Base64.decodeBare(text.utf8Span.span)
    let bytes = try #require(decoded)
    // Field 1, the code, and field 2, the message.
    #expect(bytes.prefix(3) == [8, 10, 0x12])
    #expect(Array(bytes[4..<(4 + Int(bytes[3]))]) == Array((reply.message ?? "").utf8))
    let known = "type.googleapis.com/google.rpc.ErrorInfo"
    #expect(String(decoding: bytes, as: UTF8.self).contains(known))
  }

  @Test func `the same seed breaks the same calls`() throws {
    func pattern(_ seed: UInt64) throws -> [String] {
      var options = ServerOptions()
      options.laboratory.seed = seed
      try options.laboratory.conditions.set(.fail, "UNAVAILABLE 20%")
      try options.laboratory.conditions.set(.reset, "CANCEL every 7")
      let exchange = Exchange(options)
      return try (0..<100).map { _ in
        let stream = exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
        exchange.settle()
        let reply = exchange.replies[stream.id]
        return reply?.status ?? reply?.reset?.description ?? "none"
      }
    }
    let first = try pattern(5)
    let again = try pattern(5)
    let other = try pattern(6)
    #expect(first == again)
    #expect(first != other)
    #expect(Set(first) == ["0", "14", "CANCEL"])
  }

  @Test func `a graceful goodbye takes what crosses it, and one at once does not`() throws {
    for (form, expected) in [
      ("every 2", [0x7fff_ffff, 3]), ("every 2 at once", [3]),
    ] {
      var options = ServerOptions()
      try options.laboratory.conditions.set(.goAway, form)
      let exchange = Exchange(options)
      for _ in 0..<2 {
        let stream = exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
        exchange.settle()
        #expect(exchange.replies[stream.id]?.status == "0")
      }
      #expect(exchange.farewells == expected.map(UInt32.init))
      #expect(exchange.isOver)
    }
  }

  @Test func `nothing is acted on after a cut`() throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(.drop, "every 1")
    let exchange = Exchange(options)
    for _ in 0..<3 { _ = exchange.open(.sayHello, [], try Wire.requests(["Ann"])) }
    exchange.settle()
    #expect(exchange.tally.calls == 1)
  }
}
