import Bytes
import GRPC
import HTTP2
import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct RequestHeadTests {
  @Test(
    arguments: [
      (.grpc, .json, ["te: trailers", "content-type: application/grpc+json"]),
      (.connect, .json, ["content-type: application/json", "connect-protocol-version: 1"]),
      (.connect, .protobuf, ["content-type: application/proto", "connect-protocol-version: 1"]),
    ] as [(CallProtocol, MessageFormat, [String])]
  )
  func `each protocol has fields of its own`(
    callProtocol: CallProtocol,
    encoding: MessageFormat,
    own: [String]
  ) throws {
    let template = try template(callProtocol, encoding)
    let lines = template.header.fields.map(text)
    #expect(
      Array(lines.prefix(4).map { $0.split(separator: ":").first }) == [
        "method", "scheme", "path", "authority",
      ]
    )
    #expect(lines.contains { own.contains($0) })
    #expect(own.allSatisfy(lines.contains))
    #expect(lines.contains("te: trailers") == (callProtocol == .grpc))
    #expect(lines.filter { $0.hasPrefix("connect-") }.isEmpty == (callProtocol == .grpc))
  }

  @Test(
    arguments: [
      (.grpc, .protobuf, "\u{0}\u{0}\u{0}\u{0}\u{7}\n\u{5}world"),
      (.grpc, .json, "\u{0}\u{0}\u{0}\u{0}\u{10}{\"name\":\"world\"}"),
      (.connect, .protobuf, "\n\u{5}world"), (.connect, .json, "{\"name\":\"world\"}"),
      (.http1, .protobuf, "\n\u{5}world"), (.http1, .json, "{\"name\":\"world\"}"),
    ] as [(CallProtocol, MessageFormat, String)]
  )
  func `the six cells send the same message`(
    callProtocol: CallProtocol,
    encoding: MessageFormat,
    bytes: String
  ) throws {
    #expect(try template(callProtocol, encoding).pool.bytes == Array(bytes.utf8))
  }

  @Test func `a request over HTTP/1.1 is these bytes`() throws {
    let template = try template(.http1, .json) { plan in
      plan.calls[0].request.metadata = [Request.MetadataField(name: "x-user", value: "Ada")]
    }
    let expected = """
      POST /greet.Greeter/SayHello HTTP/1.1\r
      host: example.com:80\r
      content-type: application/json\r
      connect-protocol-version: 1\r
      connect-timeout-ms: 10000\r
      user-agent: \(RequestHead.agent)\r
      x-user: Ada\r
      content-length: 16\r
      \r
      {"name":"world"}
      """
    #expect(String(decoding: template.text.block, as: UTF8.self) == expected)
    #expect(!template.isPlain)
  }

  @Test(
    arguments: [
      (.milliseconds(1), "1"), (.microseconds(1), "1"), (.microseconds(1_001), "2"),
      (.seconds(3_600), "3600000"), (nil, nil),
    ] as [(Nanoseconds?, String?)]
  )
  func `Connect's timeout is whole milliseconds, rounded up`(
    deadline: Nanoseconds?,
    value: String?
  ) throws {
    let lines = try template(.connect, .json) { $0.calls[0].deadline = deadline }
      .header.fields.map(text)
    #expect(
      lines.filter { $0.hasPrefix("connect-timeout-ms") }
        == (value.map { ["connect-timeout-ms: \($0)"] } ?? [])
    )
  }

  @Test func `messages of different lengths have heads of their own`() throws {
    let template = try template(.http1, .protobuf) { plan in
      plan.calls[0].request.size = .uniform(10, 10_000)
      plan.calls[0].request.variants = 8
    }
    #expect(template.text.block.isEmpty)
    #expect(template.text.heads.count == 8)
    for (message, head) in template.text.heads.enumerated() {
      let length = template.pool.ends[message] - template.pool.start(of: message)
      #expect(String(decoding: head, as: UTF8.self).hasSuffix("content-length: \(length)\r\n"))
    }
  }

  @Test func `a template for another server names that one`() throws {
    let template = try template(.http1, .json)
      .addressed(to: Destination(addresses: [], authority: "other:81"))
    #expect(String(decoding: template.text.block, as: UTF8.self).contains("host: other:81\r\n"))
  }

  private func template(
    _ callProtocol: CallProtocol,
    _ encoding: MessageFormat,
    _ change: (inout Plan) -> Void = { _ in }
  ) throws -> CallTemplate {
    var plan = Plan()
    plan.protocol = callProtocol
    plan.encoding = encoding
    change(&plan)
    return try CallTemplate(plan.calls[0], plan, authority: "example.com:80")
  }

  private func text(_ field: HeaderField) -> String {
    String(decoding: field.name, as: UTF8.self) + ": "
      + String(decoding: field.value, as: UTF8.self)
  }
}
