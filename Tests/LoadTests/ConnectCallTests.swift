import Bytes
import GRPC
import HTTP2
import Scenarios
import Statistics
import Testing
import Timing
import Transport

@testable import Load

/// An answer over HTTP/2 whose body is the message, and the status that the call ends with.
private struct Answer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: [Script.Step]
  let status: StatusCode
  let reason: String

  init(_ name: String, _ steps: [Script.Step], _ status: StatusCode, _ reason: String = "") {
    (testDescription, self.steps, self.status, self.reason) = (name, steps, status, reason)
  }

  static let message = Array(#"{"message":"Hello, world!"}"#.utf8)
  static let ok: [Script.Step] = [head(), .data(message, ends: true)]

  static func head(
    _ status: String = "200",
    _ type: String? = "application/json",
    ends: Bool = false
  ) -> Script.Step {
    .head(
      [HeaderField(":status", status)] + (type.map { [HeaderField("content-type", $0)] } ?? []),
      ends: ends
    )
  }

  static let all = [
    Answer("a message", ok, .ok),
    Answer(
      "a message with a length",
      [
        .head([
          HeaderField(":status", "200"), HeaderField("content-type", "application/json"),
          HeaderField("content-length", "\(message.count)"),
        ]), .data(message, ends: true),
      ],
      .ok
    ),
    Answer(
      "a message in frames of one byte",
      [head()] + message.dropLast().map { .data([$0]) } + [.data([message.last ?? 0], ends: true)],
      .ok
    ),
    Answer("an empty frame at the end", [head(), .data(message), .data([], ends: true)], .ok),
    Answer("an empty message", [head(ends: true)], .ok),
    Answer(
      "parameters",
      [head("200", "application/json; charset=utf-8"), .data([], ends: true)],
      .ok
    ),
    Answer("trailers", [head(), .data(message), .head([HeaderField("x", "y")], ends: true)], .ok),
    Answer("103 first", [.head([HeaderField(":status", "103")])] + ok, .ok),
    Answer(
      "an error of Connect's",
      [
        head("409"),
        .data(Array(#"{"code":"aborted","message":"again"}"#.utf8), ends: true),
      ],
      .aborted,
      "again"
    ),
    Answer("HTTP 404", [head("404", nil, ends: true)], .unimplemented, "HTTP"),
    Answer(
      "HTTP 503 with a page",
      [head("503", "text/html"), .data(Array("<html>".utf8), ends: true)],
      .unavailable,
      "HTTP"
    ),
    Answer(
      "events without end",
      [head("200", "text/event-stream"), .data(Array("1\n\n".utf8))],
      .unknown,
      "text/event-stream"
    ),
    Answer(
      "an error of more bytes than are read",
      [head("503"), .data([UInt8](repeating: 0x20, count: 70_000))],
      .unavailable,
      "HTTP 503"
    ),
    Answer("a refused stream", [.reset(.refusedStream)], .unavailable, "REFUSED_STREAM"),
    Answer(
      "a reset after the head",
      [head(), .reset(.internalError)],
      .internal,
      "INTERNAL_ERROR"
    ),
    Answer(
      "a message that is too long",
      [head(), .data([UInt8](repeating: 0x20, count: 5_000), ends: true)],
      .resourceExhausted,
      "limit"
    ),
  ]
}

extension LoopbackTests {
  @Suite(.serialized) struct ConnectCallTests {
    @Test(arguments: Answer.all)
    fileprivate func `each answer to Connect over HTTP/2 has its status`(answer: Answer) throws {
      let steps = answer.steps
      let server = try ScriptedServer(Script { _ in steps })
      let recording = try plan(milliseconds: 40).arriving(at: "500").play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [Int(answer.status.rawValue): 20])
      #expect(recording.isWhole)
      #expect(witness.requests == 20)
      for failure in recording.failures.entries {
        #expect(failure.message.contains(answer.reason), "\(failure.message)")
      }
      #expect(recording.connections.opened == 1)
    }

    @Test func `answers of all kinds on one connection do not touch each other`() throws {
      let answers = Answer.all
      let order = (0..<2 * answers.count).map { ($0 * 7 + $0 / answers.count) % answers.count }
      let server = try ScriptedServer(Script { answers[order[$0 % order.count]].steps })
      let recording = try plan(streams: 20, milliseconds: 300).arriving(at: "1000")
        .play(against: server.address)
      #expect(try server.stop().requests == 300)
      var expected: [Int: Int] = [:]
      for number in 0..<300 {
        expected[Int(answers[order[number % order.count]].status.rawValue), default: 0] += 1
      }
      #expect(recording.statusCounts == expected)
      #expect(recording.isWhole)
    }

    @Test func `a closed loop keeps every stream at work`() throws {
      let server = try ScriptedServer(Script { _ in Answer.ok })
      let recording = try plan(streams: 10, milliseconds: 200).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.failedCalls == 0)
      #expect((0...10).contains(witness.requests - Int(recording.started)))
      #expect(recording.traffic.messagesReceived > 100)
    }

    @Test(arguments: [
      (#"{ "message" : "Hello, world!" }"#, true), (#"{"message":"Hello"}"#, false), ("[]", false),
    ])
    func `a message is compared by what it means`(body: String, isRight: Bool) throws {
      let server = try ScriptedServer(
        Script { _ in [Answer.head(), .data(Array(body.utf8), ends: true)] }
      )
      var plan = plan(milliseconds: 40)
      plan.calls[0].messages.verify = true
      let recording = try plan.arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      #expect(recording.statusCounts == [isRight ? 0 : Int(StatusCode.dataLoss.rawValue): 10])
    }

    @Test func `a call that is not answered ends at its deadline`() throws {
      let server = try ScriptedServer(Script { _ in [Answer.head()] })
      var plan = plan(milliseconds: 40)
      plan.calls[0].deadline = .milliseconds(20)
      let recording = try plan.arriving(at: "250").play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [Int(StatusCode.deadlineExceeded.rawValue): 10])
      #expect(witness.resets == [.cancel: 10])
      #expect(recording.connections.opened == 1)
    }

    private func plan(streams: Int = 1, milliseconds: Int64) -> Plan {
      var plan = Plan.short(streams: streams, milliseconds: milliseconds)
      plan.protocol = .connect
      plan.encoding = .json
      plan.maxMessageSize = 4_096
      if streams == 1 { plan.streams = 20 }
      return plan
    }
  }
}
