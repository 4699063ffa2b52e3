import Bytes
import GRPC
import Testing

@testable import Load

/// What the head of an answer makes of a call whose message is the body.
@Suite struct AnswerFieldsTests {
  @Test(arguments: [
    "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
    "application/json ; q=1",
  ])
  func `a message may have parameters behind its type`(type: String) {
    guard case .message = meaning(.json, 200, [("content-type", type)]) else {
      Issue.record("no message: \(type)")
      return
    }
  }

  @Test(
    arguments: [
      (.json, "text/html", "with content-type text/html, not application/json"),
      (.json, "application/jsonp", "with content-type application/jsonp, not application/json"),
      (.protobuf, "application/json", "with content-type application/json, not application/proto"),
      (.protobuf, "application/protobuf", "application/protobuf, not application/proto"),
      (.json, "", "without a content-type, not application/json"),
    ] as [(MessageFormat, String, String)]
  )
  func `another type is no answer to us`(encoding: MessageFormat, type: String, reason: String) {
    let fields = type.isEmpty ? [] : [("content-type", type)]
    let status = refusal(encoding, 200, fields)
    #expect(status?.code == .unknown)
    #expect(status?.message.contains(reason) == true, "\(status?.message ?? "")")
  }

  @Test func `a compressed answer was not asked for`() {
    let status = refusal(
      .json,
      200,
      [("content-type", "application/json"), ("content-encoding", "gzip")]
    )
    #expect(status?.code == .internal)
  }

  @Test(arguments: 100...199)
  func `an interim answer says nothing yet`(status: Int) {
    guard case .informational = meaning(.json, status, []) else {
      Issue.record("\(status)")
      return
    }
  }

  @Test(
    arguments: [
      (400, .internal), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
      (429, .unavailable), (502, .unavailable), (503, .unavailable), (504, .unavailable),
      (201, .unknown), (302, .unknown), (418, .unknown), (500, .unknown),
    ] as [(Int, StatusCode)]
  )
  func `an error without a body of Connect's has the code of its HTTP status`(
    httpStatus: Int,
    code: StatusCode
  ) {
    let status = refusal(.json, httpStatus, [("content-type", "text/plain")])
    #expect(status?.code == code)
    #expect(status?.message.contains("HTTP \(httpStatus)") == true)
  }

  private func meaning(
    _ encoding: MessageFormat,
    _ status: Int,
    _ fields: [(String, String)]
  ) -> AnswerFields.Meaning {
    var head = AnswerFields(encoding, status: status)
    for (name, value) in fields {
      head.field(name: Array(name.utf8).span, value: Array(value.utf8).span)
    }
    return head.meaning
  }

  private func refusal(
    _ encoding: MessageFormat,
    _ status: Int,
    _ fields: [(String, String)]
  ) -> Status? {
    guard case .refusal(let refusal) = meaning(encoding, status, fields) else { return nil }
    return refusal.status
  }
}
