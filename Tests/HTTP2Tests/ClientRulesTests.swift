import Foundation
import Testing

@testable import HTTP2

/// What a server does wrong and how the generator answers it: the documentation has each row, and
/// each names a test that exists.
@Suite struct ClientRulesTests {
  /// An error that is no case of a table: a test of its own has it.
  private struct Single {
    let suite: String
    let test: String
    let answer: String
  }

  private static let singles = [
    Single(
      suite: "ConnectionErrorTests",
      test: "the first frame is SETTINGS",
      answer: "GOAWAY PROTOCOL_ERROR"
    ),
    Single(
      suite: "ConnectionErrorTests",
      test: "a client recognizes a server that speaks HTTP/1",
      answer: "GOAWAY HTTP_1_1_REQUIRED"
    ),
    Single(
      suite: "ConnectionErrorTests",
      test: "a control frame longer than what is read at once is refused",
      answer: "GOAWAY FRAME_SIZE_ERROR"
    ),
    Single(
      suite: "FlowControlTests",
      test: "DATA beyond the connection's window ends the connection",
      answer: "GOAWAY FLOW_CONTROL_ERROR"
    ),
    Single(
      suite: "FlowControlTests",
      test: "DATA beyond a stream's window ends the stream",
      answer: "RST_STREAM FLOW_CONTROL_ERROR"
    ),
    Single(
      suite: "FlowControlTests",
      test: "SETTINGS that overflow a stream's window end the connection",
      answer: "GOAWAY FLOW_CONTROL_ERROR"
    ),
    Single(
      suite: "StreamErrorTests",
      test: "a body has the length that was promised",
      answer: "RST_STREAM PROTOCOL_ERROR"
    ),
    Single(
      suite: "StreamErrorTests",
      test: "trailers end a body that is too short",
      answer: "RST_STREAM PROTOCOL_ERROR"
    ),
  ]

  private static var rules: [String] {
    let connection = ConnectionErrorTests.cases.filter { $0.roles.contains(.client) }
      .map { "| `ConnectionErrorTests` | \($0.name) | GOAWAY \($0.code) |" }
    let stream = StreamErrorTests.cases.filter { $0.roles.contains(.client) }
      .map { "| `StreamErrorTests` | \($0.name) | RST_STREAM \($0.code) |" }
    return connection + stream
      + singles.map { "| `\($0.suite)` | *\($0.test)* | \($0.answer) |" }
  }

  @Test func `the documentation has each error of a server with its test, and no other`() throws {
    let rows = try DocumentedRows.of("## What the generator answers")
    let missing = Self.rules.filter { !rows.contains($0) }
    #expect(missing == [], "write these into docs/http2.md:\n\(missing.joined(separator: "\n"))")
    let untrue = rows.filter { !Self.rules.contains($0) }
    #expect(untrue == [], "docs/http2.md has rows without a test")
    #expect(Set(Self.rules).count == Self.rules.count)
  }

  @Test func `each test that is named is there`() throws {
    for single in Self.singles {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "\(single.suite).swift")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains("func `\(single.test)`("), "\(single.suite)")
    }
  }
}
