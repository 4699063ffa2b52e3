import Bytes
import Connect
import GRPC
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Testing
import Timing

@testable import ReferenceServer

/// Connect's unary calls, and gRPC's with JSON, over HTTP/2, without a socket.
@Suite struct ServerConnectTests {
  private static let hello = "/greet.Greeter/SayHello"

  private static func fields(
    _ path: String,
    _ type: String,
    _ more: [HeaderField] = []
  ) -> [HeaderField] {
    [
      HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", path),
      HeaderField(":authority", "localhost"), HeaderField("content-type", type),
    ] + more
  }

  private func call(
    _ path: String,
    _ type: String,
    _ more: [HeaderField] = [],
    _ body: [UInt8],
    _ exchange: Exchange = Exchange()
  ) throws -> TestClient.Reply {
    let stream = exchange.open(fields: Self.fields(path, type, more), body)
    exchange.settle()
    return try #require(exchange.replies[stream.id])
  }

  private func text(_ reply: TestClient.Reply) -> String {
    String(decoding: reply.data, as: UTF8.self)
  }

  @Test func `Connect's JSON and protobuf are answered in kind, without trailers`() throws {
    let exchange = Exchange()
    for _ in 0..<3 {
      let json = try call("application/json", Array(#"{"name":"Ann"}"#.utf8), exchange)
      #expect(json.head == [":status": "200", "content-type": "application/json"])
      #expect(text(json) == #"{"message":"Hello, Ann!"}"#)
      #expect(json.trailers.isEmpty && json.reset == nil)
      let proto = try call("application/proto", try Wire.request("Ann"), exchange)
      #expect(proto.head[("content-type")] == "application/proto")
      #expect(try Greet_HelloResponse(serializedBytes: proto.data).message == "Hello, Ann!")
    }
    #expect(exchange.tally.calls == 6 && exchange.openStreams == 0 && exchange.held == 0)
  }

  private func call(
    _ type: String,
    _ body: [UInt8],
    _ exchange: Exchange
  ) throws -> TestClient.Reply { try call(Self.hello, type, [], body, exchange) }

  @Test func `gRPC with JSON has gRPC's framing and trailers`() throws {
    let body = Wire.framed(Array(#"{"name":"Ann"}"#.utf8))
    let exchange = Exchange()
    for _ in 0..<3 {
      let reply = try call("application/grpc+json", body, exchange)
      #expect(reply.head["content-type"] == "application/grpc+json")
      #expect(reply.trailers == ["grpc-status": "0"])
      #expect(reply.data == Wire.framed(Array(#"{"message":"Hello, Ann!"}"#.utf8)))
    }
    let bad = try call("application/grpc+json", Wire.framed(Array("{".utf8)), exchange)
    #expect(bad.status == "13" && bad.message?.contains("JSON") == true)
    #expect(bad.head["content-type"] == "application/grpc+json")
  }

  @Test(
    arguments: [
      (GreeterMethod.sayHelloServerStream, 10), (.sayHelloClientStream, 1), (.sayHelloBidi, 1),
    ]
  )
  func `gRPC's calls with streams have JSON too`(method: GreeterMethod, count: Int) throws {
    let body = Wire.framed(Array(#"{"name":"Ann"}"#.utf8))
    let reply = try call(method.path, "application/grpc+json", [], body)
    let message = Wire.framed(Array(#"{"message":"Hello, Ann!"}"#.utf8))
    #expect(reply.data == Array(repeatElement(message, count: count).joined()))
    #expect(reply.status == "0")
  }

  @Test func `reflection has no JSON`() throws {
    let reply = try call(ServerMethod.reflection.path, "application/grpc+json", [], [])
    #expect(reply.status == "12")
  }

  /// Long messages, through windows that open little by little.
  @Test(arguments: ["application/json", "application/proto"], [1, 7_000, 100_000_000])
  func `a long message goes both ways`(type: String, window: Int) throws {
    let payload = Greet_Payload.with {
      $0.text = String(repeating: "0123456789", count: window == 1 ? 20 : 20_000)
    }
    let format: MessageFormat = type == "application/json" ? .json : .protobuf
    let body = try #require(MessageCodec.encode(payload, format))
    let exchange = Exchange(clientWindow: min(window, 1 << 30))
    for _ in 0..<2 {
      let reply = try call("/greet.Payloads/Echo", type, [], body, exchange)
      #expect(MessageCodec.decode(Greet_Payload.self, reply.data.span, format) == payload)
      #expect(reply.trailers.isEmpty && reply.reset == nil)
    }
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test func `requests that are cut anywhere are read all the same`() throws {
    let seed: UInt64 = 9
    var random = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let exchange = Exchange()
      var streams: [(HTTP2.Stream, String)] = []
      for index in 0..<Int.random(in: 1...9, using: &random) {
        let name =
          "n\(index)" + String(repeating: "x", count: Int.random(in: 0...50, using: &random))
        let body = Array(#"{"name":"\#(name)"}"#.utf8)
        streams.append(
          (exchange.open(fields: Self.fields(Self.hello, "application/json"), body), name)
        )
      }
      exchange.settle { Int.random(in: 1...40, using: &random) }
      for (stream, name) in streams {
        let reply = try #require(exchange.replies[stream.id], "seed \(seed)")
        #expect(text(reply) == #"{"message":"Hello, \#(name)!"}"#, "seed \(seed)")
      }
    }
  }

  @Test func `a text that is not the message is told where it goes wrong`() throws {
    let reply = try call("application/json", Array(#"{"name":1}"#.utf8), Exchange())
    let error = try #require(ErrorBody(bytes: reply.data))
    #expect(error.message.hasSuffix("takes (a character that cannot stand here, at byte 8)"))
  }

  @Test(
    arguments: [
      (hello, "application/json", "", "", "[", 400, "invalid_argument"),
      (hello, "application/proto", "", "", "\u{7f}", 400, "invalid_argument"),
      ("/no", "application/json", "", "", "{}", 404, "unimplemented"),
      ("/greet.Greeter/SayHelloBidi", "application/json", "", "", "{}", 501, "unimplemented"),
      (hello, "application/json", "connect-protocol-version", "2", "{}", 400, "invalid_argument"),
      (hello, "application/json", "connect-timeout-ms", "0", "{}", 504, "deadline_exceeded"),
      (hello, "application/json", "content-encoding", "br", "{}", 501, "unimplemented"),
      (hello, "application/json", "grpcbench-fail", "UNAVAILABLE", "{}", 503, "unavailable"),
    ] as [(String, String, String, String, String, Int, String)]
  )
  func `a call that fails has its HTTP status and Connect's body`(
    path: String,
    type: String,
    name: String,
    value: String,
    body: String,
    http: Int,
    code: String
  ) throws {
    let exchange = Exchange()
    let more = name.isEmpty ? [] : [HeaderField(name, value)]
    for _ in 0..<2 {
      let reply = try call(path, type, more, Array(body.utf8), exchange)
      #expect(reply.head[":status"] == "\(http)")
      #expect(reply.head["content-type"] == "application/json")
      let error = try #require(ErrorBody(bytes: reply.data))
      #expect(error.code?.connectName == code)
      #expect(!error.message.isEmpty)
    }
    #expect(try text(call("application/json", Array("{}".utf8), exchange)).contains("Hello"))
    #expect(exchange.openStreams == 0)
    #expect(exchange.tally.begun == 3 && exchange.tally.calls == 3)
    #expect(exchange.tally.rows.reduce(0) { $0 + $1.calls } == 3)
  }

  @Test func `a failure before the request has ended is an answer, and the rest is dropped`()
    throws
  {
    let exchange = Exchange()
    let stream = exchange.open(
      fields: Self.fields("/no", "application/json"),
      Array("{".utf8),
      ends: false
    )
    exchange.settle()
    let reply = try #require(exchange.replies[stream.id])
    #expect(reply.head[":status"] == "404")
    #expect(reply.reset == nil)
    let rest = Array("}".utf8)
    #expect(exchange.client.send(rest.span, on: stream.slot, endStream: true) == 1)
    exchange.settle()
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test func `an error body waits for a window like any other`() throws {
    let exchange = Exchange(clientWindow: 1)
    let reply = try call("/no", "application/json", [], Array("{}".utf8), exchange)
    #expect(ErrorBody(bytes: reply.data)?.code == .unimplemented)
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test(
    arguments: [
      ("text/plain", "POST", "415", "content-type"),
      ("application/connect+proto", "POST", "415", "streams"),
      ("application/grpc-web", "POST", "415", "content-type"),
      ("application/json", "GET", "405", "POST"), ("application/json", "OPTIONS", "200", "POST"),
    ]
  )
  func `what is no call is answered for people`(
    type: String,
    verb: String,
    http: String,
    words: String
  ) throws {
    let exchange = Exchange()
    let fields = Self.fields(Self.hello, type).map { field in
      field.name == Array(":method".utf8) ? HeaderField(":method", verb) : field
    }
    let stream = exchange.open(fields: fields, [])
    exchange.settle()
    let reply = try #require(exchange.replies[stream.id])
    #expect(reply.head[":status"] == http)
    #expect(text(reply).contains(words), "\(text(reply))")
    #expect(exchange.tally.begun == 0 && exchange.tally.calls == 0)
  }

  @Test(arguments: ["/", "/greet.Greeter/SayHello"])
  func `HEAD is told of the body and not sent it`(path: String) throws {
    let exchange = Exchange()
    let fields = [
      HeaderField(":method", "HEAD"), HeaderField(":scheme", "http"), HeaderField(":path", path),
      HeaderField(":authority", "localhost"),
    ]
    let stream = exchange.open(fields: fields, [])
    exchange.settle()
    let reply = try #require(exchange.replies[stream.id])
    #expect(reply.head[":status"] == (path == "/" ? "200" : "405"))
    #expect(reply.data.isEmpty && reply.head["content-length"] != nil)
    #expect(exchange.openStreams == 0 && exchange.tally.begun == 0)
  }

  @Test func `a body beyond the limit is resource_exhausted`() throws {
    var options = ServerOptions()
    options.maxMessageSize = 100
    let exchange = Exchange(options)
    let body = Array(#"{"name":"\#(String(repeating: "x", count: 100))"}"#.utf8)
    let reply = try call("application/json", body, exchange)
    #expect(reply.head[":status"] == "429")
  }

  @Test func `gzip is read and written as the fields say`() throws {
    let body = Wire.gzip(Array(#"{"name":"Ann"}"#.utf8))
    let fields = [HeaderField("content-encoding", "gzip"), HeaderField("accept-encoding", "gzip")]
    let reply = try call(Self.hello, "application/json", fields, body)
    #expect(reply.head["content-encoding"] == "gzip")
    var decoder = GzipDecoder()
    var plain: [UInt8] = []
    try decoder.decompress(reply.data.span, into: &plain, limit: 1_000)
    #expect(String(decoding: plain, as: UTF8.self) == #"{"message":"Hello, Ann!"}"#)
  }

  @Test(arguments: ["x", "\u{1f}\u{8b}"])
  func `a body that is no gzip is the caller's mistake`(body: String) throws {
    let fields = [HeaderField("content-encoding", "gzip")]
    let reply = try call(Self.hello, "application/json", fields, Array(body.utf8))
    #expect(reply.head[":status"] == "400")
    #expect(ErrorBody(bytes: reply.data)?.code == .invalidArgument)
  }

  @Test func `a timeout that passes before a delayed answer is deadline_exceeded`() throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(.delay, "1s")
    let exchange = Exchange(options)
    for _ in 0..<2 {
      let timeout = [HeaderField("connect-timeout-ms", "20")]
      let stream = exchange.open(
        fields: Self.fields(Self.hello, "application/json", timeout),
        Array("{}".utf8)
      )
      exchange.settle()
      exchange.pass(.milliseconds(19))
      #expect(exchange.replies[stream.id] == nil)
      exchange.pass(.milliseconds(1))
      #expect(exchange.replies[stream.id]?.head[":status"] == "504")
    }
  }

  /// The laboratory's faults, which in Connect are told at the head or not at all.
  @Test(
    arguments: [
      (.fail, "ABORTED after 1 message", "409", nil), (.fail, "no status", "500", nil),
      (.reset, "CANCEL", nil, .cancel), (.reset, "CANCEL after 1 message", "200", .cancel),
      (.trickle, "3 every 1ms", "200", nil),
    ] as [(Knob, String, String?, ErrorCode?)]
  )
  func `the laboratory treats Connect's calls too`(
    knob: Knob,
    text: String,
    http: String?,
    reset: ErrorCode?
  ) throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(knob, text)
    let exchange = Exchange(options)
    for _ in 0..<2 {
      let stream = exchange.open(
        fields: Self.fields(Self.hello, "application/json"),
        Array("{}".utf8)
      )
      exchange.settle()
      exchange.pass(.seconds(1))
      let reply = exchange.replies[stream.id]
      #expect(reply?.head[":status"] == http)
      #expect(reply?.reset == reset)
      if http == "200" {
        #expect(String(decoding: reply?.data ?? [], as: UTF8.self) == #"{"message":"Hello, !"}"#)
      }
    }
    #expect(exchange.openStreams == 0 && exchange.held == 0)
    #expect(exchange.tally.calls == 2)
  }

  @Test func `all dialects share one connection`() throws {
    let exchange = Exchange()
    for _ in 0..<3 {
      #expect(try call("application/json", Array("{}".utf8), exchange).head[":status"] == "200")
      #expect(try call("application/grpc", try Wire.requests(["Ann"]), exchange).status == "0")
      #expect(try call("application/proto", [], exchange).head[":status"] == "200")
      let framed = Wire.framed(Array("{}".utf8))
      #expect(try call("application/grpc+json", framed, exchange).status == "0")
    }
    #expect(exchange.tally.rows.map(\.calls) == [12])
  }
}
