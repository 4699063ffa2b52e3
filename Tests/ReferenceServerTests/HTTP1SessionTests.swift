import Bytes
import Connect
import Foundation
import GRPC
import GreetService
import SwiftProtobuf
import Testing
import Timing

@testable import ReferenceServer

/// Connect's unary calls over HTTP/1.1, without a socket.
@Suite struct HTTP1SessionTests {
  private typealias Reply = HTTP1Exchange.Reply

  private static let hello = "/greet.Greeter/SayHello"
  private static let echo = "/greet.Payloads/Echo"

  @Test func `a greeting in JSON is answered in JSON`() throws {
    let exchange = HTTP1Exchange()
    let reply = try #require(exchange.call())
    #expect(reply.status == 200)
    #expect(reply.text == #"{"message":"Hello, Ann!"}"#)
    #expect(reply.fields["content-type"] == "application/json")
    #expect(reply.fields["connection"] == nil)
    #expect(exchange.tally.calls == 1)
    #expect(
      exchange.tally.rows == [
        .init(method: "greet.Greeter/SayHello", ending: .status(.ok), calls: 1)
      ]
    )
  }

  @Test func `a greeting in protobuf is answered in protobuf`() throws {
    let exchange = HTTP1Exchange()
    let body = try Wire.request("Ann")
    exchange.say(HTTP1Exchange.request(Self.hello, type: "application/proto", body))
    let reply = try #require(exchange.replies.last)
    #expect(reply.fields["content-type"] == "application/proto")
    #expect(try Greet_HelloResponse(serializedBytes: reply.body).message == "Hello, Ann!")
  }

  @Test func `calls keep the connection, pipelined and cut anywhere, in either format`() throws {
    let seed: UInt64 = 3
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let exchange = HTTP1Exchange()
      var bytes: [UInt8] = []
      var expected: [String] = []
      for index in 0..<Int.random(in: 1...12, using: &random) {
        let name =
          String(repeating: "n", count: Int.random(in: 0...40, using: &random)) + "\(index)"
        expected.append("Hello, \(name)!")
        if Bool.random(using: &random) {
          let body = Array(#"{"name":"\#(name)"}"#.utf8)
          bytes += HTTP1Exchange.request(Self.hello, body)
        } else {
          let body = try Wire.request(name)
          bytes += HTTP1Exchange.request(Self.hello, type: "application/proto", body)
        }
      }
      exchange.say(bytes) { Int.random(in: 1...60, using: &random) }
      let texts = try exchange.replies.map { reply in
        reply.fields["content-type"] == "application/json"
          ? try Greet_HelloResponse(jsonUTF8Bytes: reply.body).message
          : try Greet_HelloResponse(serializedBytes: reply.body).message
      }
      #expect(texts == expected, "seed \(seed)")
      #expect(exchange.tally.calls == expected.count && !exchange.isOver, "seed \(seed)")
    }
  }

  @Test func `a body may come in chunks, and an empty one is an empty message`() throws {
    let exchange = HTTP1Exchange()
    let head = "POST \(Self.hello) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    let body = "3\r\n{\"n\r\n8;x=y\r\name\":\"An\r\n3\r\nn\"}\r\n0\r\n\r\n"
    exchange.say("\(head)Transfer-Encoding: chunked\r\n\r\n\(body)")
    #expect(exchange.replies.last?.text == #"{"message":"Hello, Ann!"}"#)
    exchange.say(HTTP1Exchange.request(Self.hello, type: "application/proto", []))
    let reply = try #require(exchange.replies.last)
    #expect(try Greet_HelloResponse(serializedBytes: reply.body).message == "Hello, !")
    #expect(!exchange.isOver)
  }

  @Test func `a client that waits for 100 is told to go on`() {
    let exchange = HTTP1Exchange()
    let head = "POST \(Self.hello) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    exchange.say("\(head)Content-Length: 14\r\nExpect: 100-continue\r\n\r\n")
    #expect(exchange.continues == 1 && exchange.replies.isEmpty)
    exchange.say(#"{"name":"Ann"}"#)
    #expect(exchange.replies.last?.status == 200)
  }

  @Test func `the payload comes back as it was, in either format and in both HTTP fields`() throws {
    let payload = Greet_Payload.with { payload in
      payload.mixed = .with {
        $0.account = -9_007_199_254_740_993
        $0.price = .infinity
        $0.token = Data([0, 255])
        $0.level = .high
        $0.displayName = "\"\u{1F600}\\"
      }
    }
    let exchange = HTTP1Exchange()
    let json: [UInt8] = try payload.jsonUTF8Bytes()
    exchange.say(HTTP1Exchange.request(Self.echo, json))
    #expect(try Greet_Payload(jsonUTF8Bytes: #require(exchange.replies.last).body) == payload)
    let binary: [UInt8] = try payload.serializedBytes()
    exchange.say(HTTP1Exchange.request(Self.echo, type: "application/proto", binary))
    #expect(try Greet_Payload(serializedBytes: #require(exchange.replies.last).body) == payload)
  }

  @Test func `gzip is read and written as the fields say`() throws {
    let exchange = HTTP1Exchange()
    let body = Wire.gzip(Array(#"{"name":"Ann"}"#.utf8))
    let fields = ["Content-Encoding: gzip", "Accept-Encoding: deflate, gzip"]
    exchange.say(HTTP1Exchange.request(Self.hello, fields: fields, body))
    let reply = try #require(exchange.replies.last)
    #expect(reply.fields["content-encoding"] == "gzip")
    var decoder = GzipDecoder()
    var plain: [UInt8] = []
    try decoder.decompress(reply.body.span, into: &plain, limit: 1_000)
    #expect(String(decoding: plain, as: UTF8.self) == #"{"message":"Hello, Ann!"}"#)
    // One that cannot read gzip is not answered in it.
    exchange.say(HTTP1Exchange.request(Self.hello, fields: ["Content-Encoding: gzip"], body))
    #expect(exchange.replies.last?.text == #"{"message":"Hello, Ann!"}"#)
  }

  @Test func `the plain route and what calls nothing are answered for people`() {
    let exchange = HTTP1Exchange()
    exchange.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.status == 200)
    #expect(exchange.replies.last?.text == "grpcbench: a gRPC server\n")
    exchange.say("GET \(Self.hello) HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.status == 405)
    #expect(exchange.replies.last?.fields["allow"] == "POST")
    exchange.say("OPTIONS \(Self.hello) HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.status == 200)
    #expect(exchange.replies.last?.fields["allow"] == "POST")
    exchange.say("GET /no HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.status == 404)
    exchange.asksForHeads = true
    exchange.say("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.fields["content-length"] == "25")
    exchange.asksForHeads = false
    exchange.say("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.last?.text == "grpcbench: a gRPC server\n")
    #expect(exchange.tally.begun == 0 && exchange.tally.calls == 0 && !exchange.isOver)
  }

  /// What a client may say wrong inside of good HTTP, with the answer's status and Connect's code.
  @Test(
    arguments: [
      (hello, "application/json", [], #"{"name":"#, 400, "invalid_argument", "JSON"),
      (hello, "application/json", [], "", 400, "invalid_argument", "JSON"),
      (hello, "application/json", [], "[]", 400, "invalid_argument", "JSON"),
      (hello, "application/json", [], #"{"name":7}"#, 400, "invalid_argument", "JSON"),
      (hello, "application/json", [], "{\"name\":\"\u{0}\"}", 400, "invalid_argument", "JSON"),
      (hello, "application/json", [], #"{"name":"\ud800"}"#, 400, "invalid_argument", "JSON"),
      (hello, "application/proto", [], "\u{7f}", 400, "invalid_argument", "protobuf"),
      ("/greet.Greeter/No", "application/json", [], "{}", 404, "unimplemented", "no method"),
      ("/no", "application/proto", [], "", 404, "unimplemented", "no method"),
      (
        "/greet.Greeter/SayHelloBidi", "application/json", [], "{}", 501, "unimplemented", "streams"
      ),
      (
        "/grpc.health.v1.Health/Watch", "application/json", [], "{}", 501, "unimplemented",
        "streams"
      ),
      (
        hello, "application/json", ["Connect-Protocol-Version: 2"], "{}", 400, "invalid_argument",
        "version"
      ),
      (
        hello, "application/json", ["Connect-Timeout-Ms: 1s"], "{}", 400, "invalid_argument",
        "timeout"
      ),
      (
        hello, "application/json", ["Connect-Timeout-Ms: 0"], "{}", 504, "deadline_exceeded",
        "timeout"
      ),
      (hello, "application/json", ["Content-Encoding: br"], "{}", 501, "unimplemented", "gzip"),
      (
        hello, "application/json", ["Content-Encoding: gzip"], "{}", 400, "invalid_argument", "gzip"
      ),
      (
        hello, "application/json", ["grpcbench-delay: soon"], "{}", 400, "invalid_argument", "delay"
      ),
      (hello, "application/json", ["grpcbench-fail: ABORTED"], "{}", 409, "aborted", "ordered"),
      (
        "/grpc.health.v1.Health/Check", "application/json", [], #"{"service":"x"}"#, 404,
        "not_found", "x"
      ),
    ] as [(String, String, [String], String, Int, String, String)]
  )
  func `a call that fails has its HTTP status and Connect's body, and keeps the connection`(
    path: String,
    type: String,
    fields: [String],
    body: String,
    http: Int,
    code: String,
    words: String
  ) throws {
    let exchange = HTTP1Exchange()
    for _ in 0..<2 {
      exchange.say(HTTP1Exchange.request(path, type: type, fields: fields, Array(body.utf8)))
      let reply = try #require(exchange.replies.last)
      #expect(reply.status == http)
      #expect(reply.fields["content-type"] == "application/json")
      let error = try #require(ErrorBody(bytes: reply.body))
      #expect(error.code?.connectName == code)
      #expect(error.message.contains(words), "\(error.message)")
    }
    #expect(exchange.call()?.status == 200)
    #expect(exchange.tally.begun == 3 && exchange.tally.calls == 3)
    #expect(exchange.tally.rows.reduce(0) { $0 + $1.calls } == 3)
  }

  @Test(
    arguments: [
      ("text/plain", "content-type"), ("application/x-www-form-urlencoded", "content-type"),
      ("application/connect+json", "streams"), ("application/grpc", "HTTP/2"),
      ("application/grpc+proto", "HTTP/2"), ("application/grpc-web", "content-type"),
    ]
  )
  func `a content type that is none of ours is 415 with a reason`(type: String, words: String) {
    let exchange = HTTP1Exchange()
    exchange.say(HTTP1Exchange.request(Self.hello, type: type, Array("x".utf8)))
    #expect(exchange.replies.last?.status == 415)
    #expect(exchange.replies.last?.fields["accept-post"] == "application/json, application/proto")
    #expect(exchange.replies.last?.text.contains(words) == true)
    #expect(exchange.call()?.status == 200)
  }

  /// HTTP that is broken: one answer, and the connection is over.
  @Test(
    arguments: [
      (
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400
      ),
      ("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
      ("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
      ("POST /a HTTP/1.1\r\n\r\n", 400), ("POST /a HTTP/1.1\nHost: a\n\n\r\n\r\n", 400),
      ("POST  /a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400),
      ("POST /a HTTP/3.0\r\nHost: a\r\n\r\n", 505), ("POST /a HTTP/1.1\r\nHost : a\r\n\r\n", 400),
      ("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
      ("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n", 413),
      ("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n", 400),
      ("POST /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17_000))", 431),
    ]
  )
  func `broken HTTP is answered once and ends the connection`(bytes: String, status: Int) {
    let exchange = HTTP1Exchange()
    exchange.say(bytes + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(exchange.replies.map(\.status) == [status])
    #expect(exchange.replies.last?.fields["connection"] == "close")
    #expect(exchange.isOver)
    #expect(exchange.tally.rows.reduce(0) { $0 + $1.calls } == exchange.tally.calls)
  }

  @Test(arguments: ["Transfer-Encoding: chunked\r\n\r\nfff\r\n", "Content-Length: 1001\r\n\r\n"])
  func `a body beyond the limit is 413, and the call RESOURCE_EXHAUSTED`(body: String) throws {
    var options = ServerOptions()
    options.maxMessageSize = 1_000
    let exchange = HTTP1Exchange(options)
    // What is known of an earlier head says nothing of this one.
    #expect(exchange.call()?.status == 200)
    let head = "POST \(Self.hello) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    exchange.say("\(head)\(body)")
    let reply = try #require(exchange.replies.last)
    #expect(reply.status == 413)
    #expect(reply.fields["content-type"] == "application/json")
    let error = try #require(ErrorBody(bytes: reply.body))
    #expect(error.code == .resourceExhausted)
    #expect(error.message.contains("1000 bytes"))
    #expect(exchange.tally.rows.map(\.ending) == [.status(.ok), .status(.resourceExhausted)])
    #expect(exchange.tally.begun == 2)
    #expect(exchange.isOver)
  }

  @Test(arguments: ["Transfer-Encoding: chunked\r\n\r\nfff\r\n", "Content-Length: 1001\r\n\r\n"])
  func `a body beyond the limit that is no call's is told in plain text`(body: String) throws {
    var options = ServerOptions()
    options.maxMessageSize = 1_000
    let exchange = HTTP1Exchange(options)
    exchange.say("POST \(Self.hello) HTTP/1.1\r\nHost: a\r\nContent-Type: text/html\r\n\(body)")
    let reply = try #require(exchange.replies.last)
    #expect(reply.status == 413)
    #expect(reply.fields["content-type"] == "text/plain")
    #expect(exchange.tally.begun == 0)
    #expect(exchange.isOver)
  }

  @Test func `the limits of heads are the server's options`() {
    var options = ServerOptions()
    options.maxHeadSize = 1_024
    options.maxHeadFields = 4
    let long = String(repeating: "a", count: 1_024)
    for (field, status) in [("X: a", 200), ("X: a\r\nY: b", 431), ("X: \(long)", 431)] {
      let exchange = HTTP1Exchange(options)
      _ = exchange.call(Self.hello, [field])
      #expect(exchange.replies.last?.status == status)
    }
  }

  @Test func `a client that wants the connection closed gets its answer first`() {
    let exchange = HTTP1Exchange()
    #expect(exchange.call("/greet.Greeter/SayHello", ["Connection: close"])?.status == 200)
    #expect(exchange.replies.last?.fields["connection"] == "close")
    #expect(exchange.isOver)
  }

  @Test func `an end in the middle of a request is counted, and between requests is none`() {
    let exchange = HTTP1Exchange()
    #expect(exchange.call()?.status == 200)
    exchange.close()
    #expect(exchange.isOver && exchange.replies.count == 1)
    let other = HTTP1Exchange()
    other.say("POST \(Self.hello) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
    other.say("Content-Length: 9\r\n\r\n{")
    other.close()
    #expect(other.tally.rows.map(\.ending) == [.status(.cancelled)])
    #expect(other.tally.calls == 0 && other.tally.begun == 1)
  }
}
