import Connect
import GRPC
import Testing

@Suite struct StatusCodeConnectTests {
  /// The table "Error Codes" of the Connect protocol.
  @Test(
    arguments: [
      (.cancelled, "canceled", 499), (.unknown, "unknown", 500),
      (.invalidArgument, "invalid_argument", 400), (.deadlineExceeded, "deadline_exceeded", 504),
      (.notFound, "not_found", 404), (.alreadyExists, "already_exists", 409),
      (.permissionDenied, "permission_denied", 403),
      (.resourceExhausted, "resource_exhausted", 429),
      (.failedPrecondition, "failed_precondition", 400), (.aborted, "aborted", 409),
      (.outOfRange, "out_of_range", 400), (.unimplemented, "unimplemented", 501),
      (.internal, "internal", 500), (.unavailable, "unavailable", 503),
      (.dataLoss, "data_loss", 500), (.unauthenticated, "unauthenticated", 401),
    ] as [(StatusCode, String, Int)]
  )
  func `each code has Connect's name and HTTP status`(code: StatusCode, name: String, http: Int) {
    #expect(code.connectName == name)
    #expect(code.connectHTTPStatus == http)
    #expect(StatusCode(connectName: name) == code)
  }

  @Test func `only OK has no name, and no two codes share one`() {
    #expect(StatusCode.ok.connectName == nil)
    #expect(StatusCode.ok.connectHTTPStatus == 200)
    #expect(Set(StatusCode.allCases.compactMap(\.connectName)).count == 16)
  }

  @Test(arguments: ["", "ok", "OK", "cancelled", "CANCELED", "Unknown", " unknown", "17", "0"])
  func `anything else names no code`(name: String) {
    #expect(StatusCode(connectName: name) == nil)
  }

  @Test(
    arguments: [
      (400, .internal), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
      (429, .unavailable), (502, .unavailable), (503, .unavailable), (504, .unavailable),
      (431, .unknown), (415, .unknown), (405, .unknown), (500, .unknown), (302, .unknown),
      (0, .unknown), (999, .unknown),
    ] as [(Int, StatusCode)]
  )
  func `an HTTP status alone maps as Connect's table says`(http: Int, code: StatusCode) {
    #expect(StatusCode(connectHTTPStatus: http) == code)
  }
}
