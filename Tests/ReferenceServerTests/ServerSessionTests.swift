import GRPC
import GreetService
import HTTP2
import Testing

@testable import ReferenceServer

@Suite struct ServerSessionTests {
  private func call(
    _ method: GreeterMethod,
    _ metadata: [HeaderField] = [],
    _ body: [UInt8],
    _ options: ServerOptions = ServerOptions()
  ) -> TestClient.Reply {
    let exchange = Exchange(options)
    let stream = exchange.open(method, metadata, body)
    exchange.settle()
    return exchange.replies[stream.id] ?? TestClient.Reply()
  }

  private func texts(_ reply: TestClient.Reply) throws -> [String] {
    try Wire.greetings(reply.data).map(\.text)
  }

  @Test(arguments: [0, 1, 10, 3_000])
  func `a server stream has as many greetings as its metadata says`(count: Int) throws {
    let fields = [HeaderField("grpcbench-messages", "\(count)")]
    let reply = call(.sayHelloServerStream, fields, try Wire.requests(["Ann"]))
    #expect(try texts(reply) == Array(repeating: "Hello, Ann!", count: count))
    #expect(reply.head[":status"] == "200")
    #expect(reply.trailers == ["grpc-status": "0"])
  }

  @Test func `a server stream has ten greetings when no one says otherwise`() throws {
    let reply = call(.sayHelloServerStream, [], try Wire.requests(["Ann"]))
    #expect(try texts(reply).count == 10)
    #expect(reply.status == "0")
  }

  @Test(arguments: ["", "-1", "10000001", "1e3", "+1", "99999999999999999999", "x"])
  func `a number of messages that is none is refused by name`(value: String) throws {
    let reply = call(
      .sayHelloServerStream,
      [HeaderField("grpcbench-messages", value)],
      try Wire.requests(["Ann"])
    )
    #expect(reply.status == "3")
    #expect(reply.message?.contains("grpcbench-messages is \"\(value)\"") == true)
  }

  /// The server remembers what a head means by its bytes.
  @Test func `calls with other metadata are other calls, also when seen before`() throws {
    let exchange = Exchange()
    for _ in 0..<4 {
      for count in [2, 5, 0] {
        let fields = [HeaderField("grpcbench-messages", "\(count)")]
        let stream = exchange.open(.sayHelloServerStream, fields, try Wire.requests(["Ann"]))
        exchange.settle()
        #expect(try texts(exchange.replies[stream.id] ?? TestClient.Reply()).count == count)
      }
    }
  }

  @Test(arguments: [[], ["Ann"], ["Ann", "", "Cyd"], Array(repeating: "Zoë", count: 500)])
  func `a client stream is answered once, to all names in their order`(names: [String]) throws {
    let reply = call(.sayHelloClientStream, [], try Wire.requests(names))
    #expect(try texts(reply) == ["Hello, \(names.joined(separator: ", "))!"])
    #expect(reply.status == "0")
  }

  @Test(arguments: [0, 1, 3, 4_000])
  func `a bidirectional call answers each request`(count: Int) throws {
    let names = (0..<count).map { "n\($0)" }
    let reply = call(.sayHelloBidi, [], try Wire.requests(names))
    #expect(try texts(reply) == names.map { "Hello, \($0)!" })
    #expect(reply.status == "0")
  }

  @Test func `a request of a bidirectional call is answered before the next one comes`() throws {
    let exchange = Exchange()
    let stream = exchange.open(.sayHelloBidi, [], [], ends: false)
    for count in 1...5 {
      exchange.say(try Wire.requests(["Ann"]), on: stream, ends: false)
      exchange.settle()
      #expect(try texts(exchange.replies[stream.id] ?? TestClient.Reply()).count == count)
    }
    exchange.say([], on: stream, ends: true)
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(exchange.tally.messagesReceived == 5)
    #expect(exchange.tally.messagesSent == 5)
    #expect(exchange.tally.calls == 1)
  }

  @Test(
    arguments: [
      (.sayHelloServerStream, [], "12", "0 messages"),
      (.sayHelloServerStream, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "12", "2 messages"),
      (.sayHelloServerStream, [0, 0, 0, 0, 1, 0xff], "13", "protobuf"),
      (.sayHelloClientStream, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff], "13", "protobuf"),
      (.sayHelloBidi, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff], "13", "protobuf"),
      (.sayHelloBidi, [0, 0, 0], "13", "inside a message"),
      (.sayHelloClientStream, [0, 0, 0, 0, 9, 1], "13", "inside a message"),
      (.sayHelloBidi, [2, 0, 0, 0, 0], "13", "flag byte 2"),
      (.sayHelloBidi, [1, 0, 0, 0, 0], "13", "grpc-encoding"),
      (.sayHelloClientStream, [0, 0xff, 0, 0, 0], "8", "limit"),
    ] as [(GreeterMethod, [UInt8], String, String)]
  )
  func `a request that breaks a rule is refused with its reason`(
    method: GreeterMethod,
    body: [UInt8],
    status: String,
    reason: String
  ) {
    let reply = call(method, [], body)
    #expect(reply.status == status)
    #expect(reply.message?.contains(reason) == true, "\(reply.message ?? "")")
  }

  @Test func `answers before a bad request are sent before its status`() throws {
    let body = try Wire.requests(["Ann", "Bob"]) + [0, 0, 0, 0, 1, 0xff]
    let reply = call(.sayHelloBidi, [], body)
    #expect(try texts(reply) == ["Hello, Ann!", "Hello, Bob!"])
    #expect(reply.trailers["grpc-status"] == "13")
    #expect(reply.head["grpc-status"] == nil)
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloClientStream, .sayHelloBidi])
  func `a message over the server's limit is refused`(method: GreeterMethod) throws {
    var options = ServerOptions()
    options.maxMessageSize = 20
    let fits = try Wire.requests([String(repeating: "a", count: 18)])
    #expect(call(method, [], fits, options).status == "0")
    let over = call(method, [], try Wire.requests([String(repeating: "a", count: 19)]), options)
    #expect(over.status == "8")
    #expect(over.message?.contains("21 bytes came, which is over the limit of 20") == true)
  }

  @Test func `the names of a client stream are limited in all`() throws {
    var options = ServerOptions()
    options.maxMessageSize = 20
    let names = ["12345678", "12345678"]
    #expect(call(.sayHelloClientStream, [], try Wire.requests(names), options).status == "0")
    let over = call(.sayHelloClientStream, [], try Wire.requests(names + ["1"]), options)
    #expect(over.status == "8")
    #expect(over.message?.contains("names") == true)
  }
}
