import Bytes
import GRPC
import Scenarios
import Statistics
import Testing
import Timing
import Transport

@testable import Load

/// What a server of HTTP/1.1 answers, and the one status that a call ends with when it gets it.
private struct Answer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: [TextServer.Step]
  let status: StatusCode
  /// Part of the reason that is told; empty for OK.
  let reason: String
  /// The connection stands after it.
  let keepsAlive: Bool

  init(
    _ name: String,
    _ steps: [TextServer.Step],
    _ status: StatusCode,
    _ reason: String = "",
    keepsAlive: Bool = true
  ) {
    (testDescription, self.steps, self.status, self.reason) = (name, steps, status, reason)
    self.keepsAlive = keepsAlive
  }

  static let body = #"{"message":"Hello, world!"}"#
  static let type = "content-type: application/json\r\n"
  static let ok = TextServer.Step.text(
    "HTTP/1.1 200 OK\r\n\(type)content-length: \(body.utf8.count)\r\n\r\n\(body)"
  )
  static let chunked = "HTTP/1.1 200 OK\r\n\(type)transfer-encoding: chunked\r\n\r\n"

  static let all = lawful + errors + unlawful

  static let lawful =
    [
      Answer("a length", [ok], .ok),
      Answer("no reason phrase", [text("HTTP/1.1 200\r\n\(type)content-length: 0\r\n\r\n")], .ok),
      Answer(
        "chunks",
        [text("\(chunked)5\r\nHello\r\n1;x=y\r\n!\r\n0\r\nx-trailer: 1\r\n\r\n")],
        .ok
      ),
      Answer(
        "chunks in parts",
        [text("\(chunked)5\r\nHe"), .pause, text("llo\r\n0\r\n\r\n")],
        .ok
      ),
      Answer(
        "a body until the end",
        [text("HTTP/1.1 200 OK\r\n\(type)\r\n\(body)"), .close],
        .ok,
        keepsAlive: false
      ),
      Answer(
        "the last answer",
        [
          text("HTTP/1.1 200 OK\r\n\(type)connection: close\r\ncontent-length: 2\r\n\r\n{}"),
          .close,
        ],
        .ok,
        keepsAlive: false
      ),
      Answer(
        "HTTP/1.0",
        [text("HTTP/1.0 200 OK\r\n\(type)content-length: 2\r\n\r\n{}"), .close],
        .ok,
        keepsAlive: false
      ),
      Answer("103 first", [text("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"), ok], .ok),
      Answer(
        "a head in two parts",
        [text("HTTP/1.1 2"), .pause, text("00 OK\r\n\(type)content-length: 0\r\n\r\n")],
        .ok
      ),
    ] + ["\u{15}\u{3}\u{1}", "SSH-2.0-x", "-ERR x", "220 x", "220-x"].map(afterwards)

  /// A body in a read of its own that begins as other kinds of servers greet.
  static func afterwards(_ body: String) -> Answer {
    let head = "HTTP/1.1 200 OK\r\n\(type)content-length: \(body.utf8.count)\r\n\r\n"
    let name = "a body that begins with \(body.debugDescription)"
    return Answer(name, [text(head), .pause, text(body)], .ok)
  }

  static let errors =
    [
      Answer(
        "an error of Connect's",
        [http(404, "application/json", #"{"code":"not_found","message":"no Ada"}"#)],
        .notFound,
        "no Ada"
      ),
      Answer("HTTP 404", [http(404, "text/plain", "no")], .unimplemented, "HTTP 404"),
      Answer("HTTP 503", [http(503, "text/html", "<html>")], .unavailable, "HTTP 503"),
      Answer("a page of HTML", [http(200, "text/html", "<html>")], .unknown, "text/html"),
      Answer(
        "a page in parts",
        [text(head(503, "text/html", "content-length: 4")), .pause, text("page")],
        .unavailable,
        "HTTP 503"
      ),
      Answer(
        "a page in chunks",
        [text(head(503, "text/html", "transfer-encoding: chunked") + "4\r\npage\r\n0\r\n\r\n")],
        .unavailable,
        "HTTP 503"
      ),
    ] + endless

  /// Answers whose end is not waited for: what they are is known before.
  static let endless = [
    Answer(
      "events without end",
      [text(head(200, "text/event-stream", "transfer-encoding: chunked") + "3\r\n1\n\n\r\n")],
      .unknown,
      "text/event-stream",
      keepsAlive: false
    ),
    Answer(
      "a page to the connection's end",
      [text(head(404, "text/html", "server: x") + "page")],
      .unimplemented,
      "HTTP 404",
      keepsAlive: false
    ),
    Answer(
      "a long page",
      [text(head(503, "text/html", "content-length: 1000000") + "page")],
      .unavailable,
      "HTTP 503",
      keepsAlive: false
    ),
    Answer(
      "an error of more bytes than are read",
      [
        text(head(503, "application/json", "transfer-encoding: chunked")),
        text("11170\r\n" + String(repeating: " ", count: 70_000)),
      ],
      .unavailable,
      "HTTP 503",
      keepsAlive: false
    ),
  ]

  static let unlawful = [
    Answer("nothing, and the end", [.close], .unavailable, "closed", keepsAlive: false),
    Answer(
      "half a head",
      [text("HTTP/1.1 200 OK\r\ncontent-ty"), .close],
      .unavailable,
      "closed",
      keepsAlive: false
    ),
    Answer(
      "half a body",
      [text("HTTP/1.1 200 OK\r\n\(type)content-length: 100\r\n\r\nhalf"), .close],
      .unavailable,
      "closed",
      keepsAlive: false
    ),
    Answer(
      "half a chunk",
      [text("\(chunked)100\r\nhalf"), .close],
      .unavailable,
      "closed",
      keepsAlive: false
    ),
    Answer(
      "garbage",
      [text("\u{16}\u{3}\u{1}garbage\r\n\r\n")],
      .internal,
      "HTTP/1.1",
      keepsAlive: false
    ),
    Answer(
      "a length that is none",
      [text("HTTP/1.1 200 OK\r\n\(type)content-length: -1\r\n\r\n")],
      .internal,
      "content-length",
      keepsAlive: false
    ),
    Answer(
      "two lengths",
      [text("HTTP/1.1 200 OK\r\n\(type)content-length: 1\r\ncontent-length: 2\r\n\r\n")],
      .internal,
      "content-length",
      keepsAlive: false
    ),
    Answer(
      "a chunk without a size",
      [text("\(chunked)x\r\n")],
      .internal,
      "chunk",
      keepsAlive: false
    ),
    Answer(
      "a message that is too long",
      [text("HTTP/1.1 200 OK\r\n\(type)content-length: 5000\r\n\r\n" + long)],
      .resourceExhausted,
      "limit",
      keepsAlive: false
    ),
  ]

  static func head(_ status: Int, _ type: String, _ field: String) -> String {
    "HTTP/1.1 \(status) x\r\ncontent-type: \(type)\r\n\(field)\r\n\r\n"
  }

  static let long = String(repeating: " ", count: 5_000)

  static func text(_ text: String) -> TextServer.Step { .text(text) }

  static func http(_ status: Int, _ type: String, _ body: String) -> TextServer.Step {
    .text(
      "HTTP/1.1 \(status) x\r\ncontent-type: \(type)\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
        + body
    )
  }
}

extension LoopbackTests {
  @Suite(.serialized) struct ExchangeTests {
    @Test(arguments: Answer.all)
    fileprivate func `each answer over HTTP/1.1 has its status`(answer: Answer) throws {
      let steps = answer.steps
      let server = try TextServer { _ in steps }
      let recording = try plan(milliseconds: 40).arriving(at: "500").play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [Int(answer.status.rawValue): 20])
      #expect(recording.isWhole)
      #expect(witness.requests == 20)
      #expect(witness.violations.isEmpty, "\(witness.violations)")
      for failure in recording.failures.entries {
        #expect(failure.message.contains(answer.reason), "\(failure.message)")
      }
      #expect((recording.connections.opened == 1) == answer.keepsAlive)
      // After the last answer one more may be on its way at the end of the run.
      let unfinished = recording.connections.unfinishedAttempts
      #expect(unfinished <= (answer.keepsAlive ? 0 : 1))
      #expect(Int(recording.connections.opened + unfinished) == witness.connections)
      // Before the run one connection has asked for HTTP/2, and nothing else.
      #expect(witness.looks == 1)
    }

    @Test func `bytes that nobody asked for end the connection and no call`() throws {
      let server = try TextServer { _ in [Answer.ok, .text("HTTP/1.1 200 OK\r\n")] }
      let recording = try plan(milliseconds: 40).arriving(at: "500").play(against: server.address)
      _ = try server.stop()
      #expect(recording.statusCounts == [0: 20])
      #expect(recording.connections.ends(.violation) > 0)
      #expect(recording.isWhole)
    }

    @Test func `a closed loop makes one call after the other on each connection`() throws {
      let server = try TextServer { _ in [Answer.ok] }
      let recording = try plan(connections: 10, milliseconds: 200).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.failedCalls == 0)
      #expect(recording.connections.opened == 10)
      #expect(witness.connections == 10)
      #expect((0...10).contains(witness.requests - Int(recording.started)))
      #expect(recording.started > 100)
    }

    @Test func `a connection that the server ends after each answer is made anew`() throws {
      let close = TextServer.Step.text(
        "HTTP/1.1 200 OK\r\n\(Answer.type)connection: close\r\ncontent-length: 2\r\n\r\n{}"
      )
      let server = try TextServer { number in number % 5 == 4 ? [close, .close] : [Answer.ok] }
      let recording = try plan(connections: 4, milliseconds: 200).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.failedCalls == 0)
      #expect(recording.connections.reconnects > 0)
      #expect(recording.connections.ends(.closedByServer) > 0)
      #expect(recording.connections.lost == 0)
      #expect(witness.requests >= Int(recording.started))
    }

    @Test func `an idle connection that the server closes costs no call`() throws {
      let server = try TextServer { _ in [Answer.ok, .pause, .close] }
      // A call every 20 ms: the server has closed 2 ms after its answer.
      let recording = try plan(milliseconds: 200).arriving(at: "50").play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [0: 10])
      #expect(witness.connections >= 10)
      #expect(recording.connections.ends(.closedByServer) >= 9)
      #expect(recording.connections.lost == 0)
    }

    @Test func `a call that is not answered ends at its deadline, and its connection with it`()
      throws
    {
      let server = try TextServer { _ in [] }
      var plan = plan(connections: 2, milliseconds: 200)
      plan.calls[0].deadline = .milliseconds(50)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.okCalls == 0)
      #expect(recording.statusCounts.keys.sorted() == [Int(StatusCode.deadlineExceeded.rawValue)])
      #expect(recording.connections.ends(.callGivenUp) >= recording.failedCalls - 2)
      #expect(witness.connections >= Int(recording.failedCalls))
    }

    @Test func `a call whose refusal was slow to say why is told as refused`() throws {
      let server = try TextServer { _ in
        [.text(Answer.head(503, "text/html", "content-length: 4"))]
      }
      var plan = plan(milliseconds: 40)
      plan.calls[0].deadline = .milliseconds(20)
      let recording = try plan.arriving(at: "50").play(against: server.address)
      _ = try server.stop()
      #expect(recording.statusCounts == [Int(StatusCode.unavailable.rawValue): 2])
      #expect(recording.isWhole)
    }

    @Test func `a cancelled call ends as planned, and its connection with it`() throws {
      let server = try TextServer { _ in [] }
      var plan = plan(milliseconds: 200)
      plan.calls[0].cancel.after = .milliseconds(20)
      let recording = try plan.arriving(at: "100").play(against: server.address)
      _ = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.failedCalls == 0)
      #expect(recording.cancelledAsPlanned > 0)
      #expect(recording.connections.ends(.callGivenUp) > 0)
    }

    @Test func `what is under way at the end is unfinished`() throws {
      let server = try TextServer { $0 == 0 ? [Answer.ok] : [] }
      var plan = plan(connections: 3, milliseconds: 100)
      plan.drain = .milliseconds(50)
      let recording = try plan.play(against: server.address)
      _ = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.unfinishedCalls == 3)
      #expect(recording.okCalls == 3)
    }

    @Test func `requests carry messages, metadata and numbers as the plan has them`() throws {
      let server = try TextServer { _ in [Answer.ok] }
      var plan = plan(milliseconds: 40)
      plan.calls[0].request.size = .uniform(10, 2_000)
      plan.calls[0].request.variants = 7
      plan.calls[0].request.metadata = [
        Request.MetadataField(name: "x-user", value: "Ada"),
        Request.MetadataField(name: "x-call", value: "{call}"),
      ]
      let recording = try plan.arriving(at: "500").play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [0: 20])
      #expect(witness.violations.isEmpty, "\(witness.violations)")
      let pool = try RequestMessages(plan.calls[0].request, .http1, .json, seed: plan.seed).bodies
      #expect(witness.bodies == (0..<20).map { pool[$0 % 7] })
      let numbers = witness.heads.compactMap { head in head.first { $0.hasPrefix("x-call: ") } }
      #expect(Set(numbers).count == 20)
      #expect(witness.heads.allSatisfy { $0.contains("x-user: Ada") })
      // What was due in the measured time may have left after it.
      #expect((1...20).contains(recording.traffic.messagesSent))
    }

    @Test(arguments: [
      (Answer.body, true), (#"{ "message" : "Hello, \u0077orld!" }"#, true),
      (#"{"message":"Hello, World!"}"#, false), ("{}", false), ("", false),
      (#"{"message":"Hello, world!""#, false),
    ])
    func `a message in JSON is compared by what it means`(body: String, isRight: Bool) throws {
      let steps = [Answer.http(200, "application/json; charset=utf-8", body)]
      let server = try TextServer { _ in steps }
      var plan = plan(milliseconds: 40)
      plan.calls[0].messages.verify = true
      let recording = try plan.arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      #expect(recording.statusCounts == [isRight ? 0 : Int(StatusCode.dataLoss.rawValue): 10])
    }

    private func plan(connections: Int = 1, milliseconds: Int64) -> Plan {
      var plan = Plan.short(connections: connections, milliseconds: milliseconds)
      plan.protocol = .http1
      plan.encoding = .json
      plan.maxMessageSize = 4_096
      return plan
    }
  }
}
