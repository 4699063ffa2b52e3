import Connect
import GRPC
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

/// What the laboratory does to calls over HTTP/1.1.
@Suite struct HTTP1LaboratoryTests {
  private func options(_ knob: Knob, _ text: String) throws -> ServerOptions {
    var options = ServerOptions()
    try options.laboratory.conditions.set(knob, text)
    return options
  }

  private let hello = HTTP1Exchange.request("/greet.Greeter/SayHello", Array("{}".utf8))

  @Test func `a delayed answer comes when it is due, and what is behind it after it`() throws {
    let exchange = HTTP1Exchange(try options(.delay, "10ms"))
    exchange.say(hello + hello + Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    #expect(exchange.replies.isEmpty)
    exchange.pass(.milliseconds(9))
    #expect(exchange.replies.isEmpty)
    exchange.pass(.milliseconds(1))
    #expect(exchange.replies.count == 1)
    exchange.pass(.milliseconds(10))
    #expect(exchange.replies.map(\.status) == [200, 200, 200])
    #expect(exchange.replies.last?.text == "grpcbench: a gRPC server\n")
  }

  @Test func `a call's own metadata delays it alone, also a head that was seen before`() {
    let exchange = HTTP1Exchange()
    for _ in 0..<3 {
      #expect(exchange.call()?.status == 200)
      #expect(exchange.call("/greet.Greeter/SayHello", ["grpcbench-delay: 5ms"]) == nil)
      exchange.pass(.milliseconds(5))
      #expect(exchange.replies.last?.status == 200)
    }
    #expect(exchange.replies.count == 6)
  }

  @Test func `a timeout that passes before the answer is deadline_exceeded, at its instant`() throws
  {
    let exchange = HTTP1Exchange(try options(.delay, "1s"))
    for _ in 0..<2 {
      #expect(exchange.call("/greet.Greeter/SayHello", ["Connect-Timeout-Ms: 20"]) == nil)
      exchange.pass(.milliseconds(19))
      #expect(exchange.replies.last?.status != 504 || exchange.replies.count == 1)
      exchange.pass(.milliseconds(1))
      #expect(exchange.replies.last?.status == 504)
      let error = try #require(ErrorBody(bytes: exchange.replies.last?.body ?? []))
      #expect(error.code == .deadlineExceeded)
    }
    #expect(exchange.replies.count == 2)
    #expect(exchange.tally.rows.map(\.ending) == [.status(.deadlineExceeded)])
  }

  @Test func `a timeout that is long enough changes nothing`() throws {
    let exchange = HTTP1Exchange(try options(.delay, "10ms"))
    #expect(exchange.call("/greet.Greeter/SayHello", ["Connect-Timeout-Ms: 20"]) == nil)
    exchange.pass(.milliseconds(10))
    #expect(exchange.replies.last?.status == 200)
  }

  @Test func `an ordered failure has its details`() throws {
    let exchange = HTTP1Exchange(try options(.fail, "NOT_FOUND with details"))
    let reply = try #require(exchange.call())
    #expect(reply.status == 404)
    let error = try #require(ErrorBody(bytes: reply.body))
    #expect(error.details.map(\.type) == ["google.rpc.ErrorInfo"])
  }

  @Test func `no status is an HTTP status without a body`() throws {
    let exchange = HTTP1Exchange(try options(.fail, "none"))
    let reply = exchange.call()
    #expect(reply?.status == 200, "none takes the knob away")
    let other = HTTP1Exchange(try options(.fail, "no status"))
    #expect(other.call()?.status == 500)
    #expect(other.replies.last?.body.isEmpty == true)
    #expect(other.tally.rows.map(\.ending) == [.noStatus])
  }

  @Test(arguments: [(Knob.drop, "always", CallEnding.dropped), (.reset, "CANCEL", .reset)])
  func `a reset is a cut here, like a drop`(knob: Knob, text: String, ending: CallEnding) throws {
    let exchange = HTTP1Exchange(try options(knob, text))
    #expect(exchange.call() == nil)
    #expect(exchange.isDropped)
    // The connection has ended, and the call before it.
    exchange.server.countCancelled()
    #expect(exchange.tally.rows.map(\.ending) == [ending])
    #expect(exchange.tally.rows.map(\.calls) == [1])
    #expect(exchange.tally.begun == 1 && exchange.tally.calls == 1)
  }

  @Test(
    arguments: [
      (Knob.drop, "always after 1 message", CallEnding.dropped),
      (.reset, "CANCEL after 1 message", .reset),
    ],
    [
      [], ["grpcbench-trickle: 10 every 1ms"], ["grpcbench-trickle: 1000 every 1ms"],
      ["accept-encoding: gzip", "grpcbench-compression: gzip"],
    ]
  )
  func `a cut behind the message leaves its last byte out, so that no client takes it for whole`(
    fault: (knob: Knob, text: String, ending: CallEnding),
    fields: [String]
  ) throws {
    let exchange = HTTP1Exchange(try options(fault.knob, fault.text))
    #expect(exchange.call("/greet.Greeter/SayHello", fields) == nil)
    exchange.pass(.milliseconds(10))
    #expect(exchange.replies.isEmpty && exchange.missing == 1)
    #expect(exchange.isOver && !exchange.isDropped)
    #expect(exchange.tally.rows.map(\.ending) == [fault.ending])
    #expect(exchange.tally.calls == 1 && exchange.tally.messagesSent == 0)
  }

  @Test func `a cut behind a message of no bytes promises one that does not come`() throws {
    let request = HTTP1Exchange.request("/greet.Payloads/Echo", type: "application/proto", [])
    let whole = HTTP1Exchange()
    whole.say(request)
    #expect(whole.replies.map(\.body) == [[]])
    let exchange = HTTP1Exchange(try options(.drop, "always after 1 message"))
    exchange.say(request)
    #expect(exchange.replies.isEmpty && exchange.missing == 1)
    #expect(exchange.isOver && exchange.tally.rows.map(\.ending) == [.dropped])
  }

  @Test func `an answer trickles out, and what is behind it comes after it`() throws {
    let exchange = HTTP1Exchange(try options(.trickle, "10 every 1ms"))
    exchange.say(hello + hello)
    // {"message":"Hello, !"} has 22 bytes: what comes at once, and twice more.
    for milliseconds in 1...4 {
      #expect(exchange.replies.count == (milliseconds - 1) / 2)
      exchange.pass(.milliseconds(1))
    }
    #expect(exchange.replies.map(\.text) == Array(repeating: #"{"message":"Hello, !"}"#, count: 2))
    #expect(exchange.tally.calls == 2 && exchange.tally.messagesSent == 2)
    #expect(exchange.tally.rows.map(\.ending) == [.status(.ok)])
    #expect(!exchange.isOver)
  }

  @Test func `a call's own metadata lets its answer alone trickle, also in gzip`() {
    let exchange = HTTP1Exchange()
    let fields = ["grpcbench-trickle: 1 every 1ms", "accept-encoding: gzip"]
    for _ in 0..<2 {
      let compressed = fields + ["grpcbench-compression: gzip"]
      #expect(exchange.call("/greet.Greeter/SayHello", compressed) == nil)
      exchange.pass(.milliseconds(100))
      #expect(exchange.replies.last?.fields["content-encoding"] == "gzip")
      #expect(exchange.call()?.text == #"{"message":"Hello, Ann!"}"#)
    }
    #expect(exchange.replies.count == 4)
  }

  @Test func `an answer that trickles without a place to wait comes at once`() throws {
    let exchange = HTTP1Exchange(try options(.trickle, "1 every 1ms"), mostWaiting: 0)
    #expect(exchange.call()?.status == 200)
    #expect(exchange.call()?.status == 200)
  }

  @Test func `a client that goes while its answer trickles has cancelled`() throws {
    let exchange = HTTP1Exchange(try options(.trickle, "1 every 1ms"))
    #expect(exchange.call() == nil)
    exchange.pass(.milliseconds(3))
    exchange.server.countCancelled()
    #expect(exchange.tally.rows.map(\.ending) == [.status(.cancelled)])
    #expect(exchange.tally.calls == 0)
  }

  @Test func `a cut behind an answer that trickles waits for its end`() throws {
    var options = try options(.trickle, "10 every 1ms")
    try options.laboratory.conditions.set(.drop, "always after 1 message")
    let exchange = HTTP1Exchange(options)
    #expect(exchange.call() == nil)
    exchange.pass(.milliseconds(1))
    #expect(!exchange.isOver && exchange.tally.rows.isEmpty)
    exchange.pass(.milliseconds(1))
    #expect(exchange.replies.isEmpty && exchange.missing == 1)
    #expect(exchange.isOver && exchange.tally.rows.map(\.ending) == [.dropped])
  }

  @Test func `a GOAWAY is the last answer's connection close`() throws {
    let exchange = HTTP1Exchange(try options(.goAway, "every 2"))
    exchange.say(hello + hello + hello)
    #expect(exchange.replies.map { $0.fields["connection"] } == [nil, "close"])
    #expect(exchange.isOver)
  }

  @Test(arguments: [3, 100, 40_000])
  func `an answer says what the protobuf message of its size would`(size: Int) throws {
    let exchange = HTTP1Exchange(try options(.responseSize, "\(size)"))
    let reply = try #require(exchange.call())
    let text = String(decoding: SizedGreeting.text(of: "Ann", size: size), as: UTF8.self)
    #expect(reply.text == "{\"message\":\"\(text)\"}")
  }

  @Test func `more than may wait is resource_exhausted`() throws {
    let exchange = HTTP1Exchange(try options(.delay, "1s"), mostWaiting: 0)
    #expect(exchange.call()?.status == 429)
  }

  @Test func `the methods that tell how the server is are left alone`() throws {
    let exchange = HTTP1Exchange(try options(.fail, "ABORTED"))
    #expect(
      exchange.call("/grpc.health.v1.Health/Check", [], "{}")?.text == #"{"status":"SERVING"}"#
    )
    let counters = try #require(exchange.call("/grpcbench.Server/Counters", [], "{}"))
    #expect(counters.status == 200)
    #expect(counters.text.contains(#""method":"grpc.health.v1.Health/Check","status":"OK""#))
    #expect(exchange.tally.calls == 1)
  }
}
