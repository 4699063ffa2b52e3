import Bytes
import GRPC
import HTTP2
import Scenarios
import Statistics
import Testing
import Timing
import Transport

@testable import Load

/// A body that answers a greeting, and whether it is a message.
private struct Body: Sendable, CustomTestStringConvertible {
  let text: String
  let isMessage: Bool

  init(_ text: String, _ isMessage: Bool) { (self.text, self.isMessage) = (text, isMessage) }

  var bytes: [UInt8] { Array(text.utf8) }

  var testDescription: String { text.isEmpty ? "nothing" : text }

  /// The status that calls end with whose answers are read.
  var status: Int { isMessage ? 0 : Int(StatusCode.internal.rawValue) }

  static let json = [
    Body(#"{"message":"Hello, world!"}"#, true), Body(#"{ "message" : "Hi", "new": [1] }"#, true),
    Body("{}", true), Body("", false), Body("[]", false), Body("<html>", false),
    Body(#"{"message":"Hello, world!""#, false), Body(#"{"message":7}"#, false),
  ]
  /// The last says that three bytes follow, and two do.
  static let protobuf = [
    Body("\n\u{2}Hi", true), Body("", true), Body("\n\u{3}Hi", false), Body("\u{7f}", false),
  ]
}

extension LoopbackTests {
  /// What becomes of calls whose answers are read by a live codec.
  @Suite(.serialized) struct LiveAnswerTests {
    private func plan(_ carrier: CallProtocol) -> Plan {
      var plan = Plan.short(streams: carrier == .http1 ? 1 : 20, milliseconds: 40)
      plan.protocol = carrier
      plan.encoding = carrier == .grpc ? .protobuf : .json
      plan.codec = .live
      return plan
    }

    /// Each call has ended as its answer is, and the connection stands.
    private func check(_ recording: Recording, _ body: Body, _ format: String) {
      #expect(recording.statusCounts == [body.status: 10])
      #expect(recording.isWhole && recording.connections.opened == 1)
      for failure in recording.failures.entries {
        #expect(failure.message.contains("no \(format) message"), "\(failure.message)")
        #expect(failure.message.contains("\(body.bytes.count) bytes"), "\(failure.message)")
      }
    }

    @Test(arguments: Body.json, [1, 2, 1_000])
    fileprivate func `over HTTP/2 a body is read when it is whole`(body: Body, size: Int) throws {
      let bytes = body.bytes
      let server = try ScriptedServer(
        Script { _ in
          let type = HeaderField("content-type", "application/json")
          let parts = stride(from: 0, to: bytes.count, by: size).map {
            Script.Step.data(Array(bytes[$0..<min($0 + size, bytes.count)]))
          }
          let head = Script.Step.head([HeaderField(":status", "200"), type])
          return [head] + parts + [.data([], ends: true)]
        }
      )
      let recording = try plan(.connect).arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      check(recording, body, "JSON")
    }

    @Test(arguments: Body.json)
    fileprivate func `over HTTP/2 a body in the last frame is read at once`(body: Body) throws {
      let bytes = body.bytes
      let server = try ScriptedServer(
        Script { _ in
          let type = HeaderField("content-type", "application/json")
          return [.head([HeaderField(":status", "200"), type]), .data(bytes, ends: true)]
        }
      )
      let recording = try plan(.connect).arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      check(recording, body, "JSON")
    }

    @Test(arguments: Body.json, [true, false])
    fileprivate func `over HTTP/1.1 a body is read, in chunks or not`(
      body: Body,
      isChunked: Bool
    ) throws {
      let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
      let text = body.text
      let chunk = text.isEmpty ? "" : "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
      let answer =
        isChunked
        ? "\(head)transfer-encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n"
        : "\(head)content-length: \(text.utf8.count)\r\n\r\n\(text)"
      let server = try TextServer { _ in [.text(answer)] }
      let recording = try plan(.http1).arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      check(recording, body, "JSON")
    }

    @Test(arguments: Body.protobuf, [1, 3, 1_000])
    fileprivate func `over gRPC a message is read, however it comes`(body: Body, size: Int) throws {
      let message = [0, 0, 0, 0, UInt8(body.bytes.count)] + body.bytes
      let server = try ScriptedServer(
        Script { _ in
          let parts = stride(from: 0, to: message.count, by: size).map {
            Script.Step.data(Array(message[$0..<min($0 + size, message.count)]))
          }
          return [.head] + parts + [.trailers]
        }
      )
      let recording = try plan(.grpc).arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      check(recording, body, "protobuf")
    }

    @Test func `an error of Connect's is told as it is`() throws {
      let text = #"{"code":"aborted","message":"again"}"#
      let server = try TextServer { _ in
        [
          .text(
            "HTTP/1.1 409 Conflict\r\ncontent-type: application/json\r\n"
              + "content-length: \(text.utf8.count)\r\n\r\n\(text)"
          )
        ]
      }
      let recording = try plan(.http1).arriving(at: "250").play(against: server.address)
      _ = try server.stop()
      #expect(recording.statusCounts == [Int(StatusCode.aborted.rawValue): 10])
      #expect(recording.failures.entries.map(\.message) == ["again"])
    }
  }
}
