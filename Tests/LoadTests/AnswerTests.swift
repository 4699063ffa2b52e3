import GRPC
import HTTP2
import Scenarios
import Statistics
import Testing
import Timing
import Transport

/// An answer, and the one status that a call ends with when it gets it.
private struct Answer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: [Script.Step]
  let status: StatusCode
  /// Part of the reason that is told; empty for OK.
  let reason: String

  init(_ name: String, _ steps: [Script.Step], _ status: StatusCode, _ reason: String = "") {
    (testDescription, self.steps, self.status, self.reason) = (name, steps, status, reason)
  }

  static let all = good + http + messages + violations

  static let good = [
    Answer("one message", Script.ok, .ok),
    Answer("a message in frames of one byte", [.head] + Script.pieces(of: 1) + [.trailers], .ok),
    Answer("a message in frames of four bytes", [.head] + Script.pieces(of: 4) + [.trailers], .ok),
    Answer("empty frames around it", [.head, .data([]), .message, .data([]), .trailers], .ok),
    Answer("an empty message", [.head, .data([0, 0, 0, 0, 0]), .trailers], .ok),
    Answer("100 first", [.head([HeaderField(":status", "100")])] + Script.ok, .ok),
    Answer(
      "103 twice first",
      [.head([HeaderField(":status", "103")]), .head([HeaderField(":status", "103")])] + Script.ok,
      .ok
    ),
    Answer("a message of the server's", [.trailersOnly("5")], .notFound),
    Answer(
      "a status after the message",
      [.head, .message, .trailers("13", "b%C3%A4h")],
      .internal,
      "bäh"
    ),
    Answer("a status no one knows", [.head, .trailers("17")], .unknown, "grpc-status"),
    Answer("CANCELLED in time", [.head, .trailers("1", "no")], .cancelled, "no"),
  ]

  static let http = [
    Answer("HTTP 400", [.http("400")], .internal, "HTTP 400"),
    Answer("HTTP 401", [.http("401")], .unauthenticated, "HTTP 401"),
    Answer("HTTP 403", [.http("403")], .permissionDenied, "HTTP 403"),
    Answer("HTTP 404", [.http("404")], .unimplemented, "HTTP 404"),
    Answer("HTTP 415", [.http("415")], .unknown, "HTTP 415"),
    Answer("HTTP 429", [.http("429")], .unavailable, "HTTP 429"),
    Answer("HTTP 500", [.http("500")], .unknown, "HTTP 500"),
    Answer("HTTP 503", [.http("503")], .unavailable, "HTTP 503"),
    Answer("a page of HTML", [.http("200")], .unknown, "text/html"),
    Answer(
      "a page of HTML with a body",
      [.http("502", ends: false), .data(Array("<html>".utf8), ends: true)],
      .unavailable,
      "HTTP 502"
    ),
  ]

  static let messages = [
    Answer("no message", [.head, .trailers], .unimplemented, "0 messages"),
    Answer("OK at once", [.trailersOnly("0")], .unimplemented, "0 messages"),
    Answer("two messages", [.head, .message, .message, .trailers], .unimplemented, "2 messages"),
    Answer(
      "two messages in one frame",
      [.head, .data(Script.message + Script.message), .trailers],
      .unimplemented,
      "2 messages"
    ),
    Answer(
      "half a message after one",
      [.head, .message, .data([0, 0, 0]), .trailers],
      .internal,
      "inside a message"
    ),
    Answer(
      "a compressed message without an encoding",
      [.head, .data([1] + Script.message.dropFirst()), .trailers],
      .internal,
      "grpc-encoding"
    ),
    Answer(
      "a compressed message that is the last frame",
      [.head, .data([1] + Script.message.dropFirst(), ends: true)],
      .internal,
      "grpc-encoding"
    ),
    Answer("an impossible flag", [.head, .data([2, 0, 0, 0, 0]), .trailers], .internal, "flag"),
    Answer(
      "a message of 2 GiB",
      [.head, .data([0, 127, 255, 255, 255]), .trailers],
      .resourceExhausted,
      "over the limit"
    ),
    Answer(
      "a head and no more",
      [.head, .data([], ends: true)],
      .unknown,
      "without a grpc-status"
    ),
    Answer(
      "a message and no trailers",
      [.head, .data(Script.message, ends: true)],
      .unknown,
      "without a grpc-status"
    ),
    Answer(
      "trailers without a status",
      [.head, .message, .head([HeaderField("x-note", "none")], ends: true)],
      .unknown,
      "without a grpc-status"
    ),
    Answer(
      "the head of an answer as all there is",
      [.head([HeaderField(":status", "200"), Script.Step.contentType], ends: true)],
      .unknown,
      "without a grpc-status"
    ),
  ]

  /// END_STREAM | END_HEADERS on HEADERS: 0x88 is `:status: 200`.
  static let violations = [
    Answer("a message before the head", [.frame(type: 0, flags: 0, [0])], .internal, "HTTP/2"),
    Answer(
      "an informational end",
      [.head([HeaderField(":status", "103")], ends: true)],
      .internal,
      "HTTP/2"
    ),
    Answer(
      "trailers that do not end",
      [.head, .message, .frame(type: 1, flags: 0x4, [0x88])],
      .internal,
      "HTTP/2"
    ),
    Answer(
      "a window update by zero",
      [.frame(type: 8, flags: 0, [0, 0, 0, 0])],
      .internal,
      "HTTP/2"
    ),
  ]
}

extension LoopbackTests {
  /// Each answer of a server becomes exactly the status that gRPC demands.
  @Suite(.serialized) struct AnswerTests {
    @Test(arguments: Answer.all)
    fileprivate func `each answer has its status`(answer: Answer) throws {
      let steps = answer.steps
      let server = try ScriptedServer(Script { _ in steps })
      let recording = try Plan.short(milliseconds: 40).arriving(at: "1000")
        .play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [Int(answer.status.rawValue): 40])
      #expect(recording.isWhole)
      #expect(witness.requests == 40)
      for failure in recording.failures.entries {
        #expect(failure.message.contains(answer.reason), "\(failure.message)")
      }
      #expect(recording.connections.opened == 1)
    }

    /// "Errors" in gRPC's `doc/PROTOCOL-HTTP2.md`; 0x5, 0xd and undefined codes as in grpc-go.
    @Test(
      arguments: [
        (0x0, StatusCode.internal), (0x1, .internal), (0x2, .internal), (0x3, .internal),
        (0x4, .internal), (0x5, .internal), (0x6, .internal), (0x7, .unavailable),
        (0x8, .cancelled), (0x9, .internal), (0xa, .internal), (0xb, .resourceExhausted),
        (0xc, .permissionDenied), (0xd, .internal), (0xfe, .internal),
      ] as [(UInt32, StatusCode)],
      [0, 1, 2]
    )
    func `each RST_STREAM has its status, wherever it comes`(
      reset: (code: UInt32, status: StatusCode),
      after: Int
    ) throws {
      let steps = Script.ok.prefix(after) + [.reset(ErrorCode(rawValue: reset.code))]
      let server = try ScriptedServer(Script { _ in Array(steps) })
      let recording = try Plan.short(milliseconds: 20).arriving(at: "1000")
        .play(against: server.address)
      #expect(try server.stop().requests == 20)
      #expect(recording.statusCounts == [Int(reset.status.rawValue): 20])
      #expect(recording.isWhole)
    }

    @Test func `answers of all kinds on one connection do not touch each other`() throws {
      let answers = Answer.all
      // Twice each, in an order that puts every kind behind several others.
      let order = (0..<2 * answers.count).map { ($0 * 7 + $0 / answers.count) % answers.count }
      let server = try ScriptedServer(Script { answers[order[$0 % order.count]].steps })
      let recording = try Plan.short(streams: 20, milliseconds: 300).arriving(at: "2000")
        .play(against: server.address)
      #expect(try server.stop().requests == 600)
      var expected: [Int: Int] = [:]
      for number in 0..<600 {
        expected[Int(answers[order[number % order.count]].status.rawValue), default: 0] += 1
      }
      #expect(recording.statusCounts == expected)
      #expect(recording.isWhole)
    }

    @Test func `a closed loop goes on after each kind of answer`() throws {
      let answers = Answer.all
      let server = try ScriptedServer(Script { answers[$0 % answers.count].steps })
      let recording = try Plan.short(streams: 10, milliseconds: 200).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.unfinishedCalls == 0)
      // A caller's last call may be released in the measured time and leave after it.
      #expect((0...10).contains(witness.requests - Int(recording.started)))
      #expect(recording.started > UInt64(answers.count))
    }
  }
}
