import Bytes
import Connect
import GRPC
import Testing

@testable import Load

/// What the head of an answer makes of a call whose message is the body.
@Suite struct RefusalTests {
  @Test(arguments: [
    "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
    "application/json ; q=1",
  ])
  func `a message may have parameters behind its type`(type: String) {
    #expect(head(200, [("content-type", type)]).meaning(.json) == .message(.identity))
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
    #expect(head(status, []).meaning(.json) == .informational)
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

  @Test(
    arguments: StatusCode.allCases.filter { $0 != .ok }.map { code in
      (code == .cancelled ? "canceled" : code.description.lowercased(), code)
    }
  )
  func `an error of Connect's has the code and message of its body`(
    name: String,
    code: StatusCode
  ) {
    let status = error(400, "{\"code\":\"\(name)\",\"message\":\"bäh\",\"details\":[]}")
    #expect(status == Status(code, "bäh"))
  }

  @Test(
    arguments: [
      (404, "{\"code\":\"ok\",\"message\":\"m\"}", .unimplemented),
      (503, "{\"code\":5}", .unavailable), (401, "[]", .unauthenticated),
      (500, "{\"code\":\"not_found\"", .unknown), (431, "", .unknown),
      (429, "{\"detail\":\"no\"}", .unavailable),
    ] as [(Int, String, StatusCode)]
  )
  func `a body that is no error of Connect's leaves the code to the HTTP status`(
    httpStatus: Int,
    body: String,
    code: StatusCode
  ) {
    #expect(error(httpStatus, body)?.code == code)
  }

  @Test func `an error's body is kept up to its limit`() {
    let long = String(repeating: "m", count: ErrorBody.byteLimit)
    #expect(error(503, "{\"code\":\"aborted\",\"message\":\"\(long)\"}")?.code == .unavailable)
  }

  private func error(_ httpStatus: Int, _ body: String) -> Status? {
    let head = head(httpStatus, [("content-type", "application/json")])
    guard case .error = head.meaning(.protobuf) else { return nil }
    var refusal = Refusal(head.meaning(.protobuf), httpStatus: httpStatus)
    // In two parts, as a body may come.
    let bytes = Array(body.utf8)
    refusal.add(Array(bytes.prefix(7)).span)
    refusal.add(Array(bytes.dropFirst(7)).span)
    return refusal.status
  }

  private func head(_ status: Int, _ fields: [(String, String)]) -> UnaryResponseFields {
    var head = UnaryResponseFields(httpStatus: status)
    for (name, value) in fields {
      head.field(name: Array(name.utf8).span, value: Array(value.utf8).span)
    }
    return head
  }

  private func refusal(
    _ encoding: MessageFormat,
    _ status: Int,
    _ fields: [(String, String)]
  ) -> Status? {
    let head = head(status, fields)
    switch head.meaning(encoding) {
    case .informational, .message(.identity): return nil
    case let meaning: return Refusal(meaning, httpStatus: status).status
    }
  }
}
