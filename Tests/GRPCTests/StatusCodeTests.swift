import GRPC
import Testing

@Suite struct StatusCodeTests {
  @Test func `codes are numbered without gaps and have the names that gRPC gives`() {
    #expect(StatusCode.allCases.map(\.rawValue) == Array(0...16))
    #expect(
      StatusCode.allCases.map(\.description) == [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
        "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
        "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
      ]
    )
  }

  @Test(arguments: StatusCode.allCases)
  func `a code is read back from its decimal number`(code: StatusCode) {
    #expect(StatusCode(field: bytes("\(code.rawValue)").span) == code)
  }

  @Test(arguments: ["", "17", "99", "00", "01", "-1", "+1", " 0", "0 ", "1a", "a", "100", "٣"])
  func `anything else is no code`(field: String) {
    #expect(StatusCode(field: bytes(field).span) == nil)
  }

  @Test(
    arguments: [
      (400, .internal), (401, .unauthenticated), (403, .permissionDenied), (404, .unimplemented),
      (429, .unavailable), (431, .internal), (502, .unavailable), (503, .unavailable),
      (504, .unavailable), (200, .unknown), (204, .unknown), (302, .unknown), (405, .unknown),
      (415, .unknown), (500, .unknown), (599, .unknown),
    ] as [(UInt16, StatusCode)]
  )
  func `an HTTP status alone maps as gRPC's table says`(http: UInt16, code: StatusCode) {
    #expect(StatusCode(httpStatus: http) == code)
  }

  @Test(
    arguments: [
      (0x0, .internal), (0x1, .internal), (0x2, .internal), (0x3, .internal), (0x4, .internal),
      (0x5, .internal), (0x6, .internal), (0x7, .unavailable), (0x8, .cancelled), (0x9, .internal),
      (0xa, .internal), (0xb, .resourceExhausted), (0xc, .permissionDenied), (0xd, .internal),
      (0xe, .internal), (.max, .internal),
    ] as [(UInt32, StatusCode)]
  )
  func `an HTTP/2 error maps as gRPC's table says`(reset: UInt32, code: StatusCode) {
    #expect(StatusCode(resetCode: reset, deadlinePassed: false) == code)
  }

  @Test func `only CANCEL is changed by a deadline that has passed`() {
    #expect(StatusCode(resetCode: 0x8, deadlinePassed: true) == .deadlineExceeded)
    for reset in (0...0xd as ClosedRange<UInt32>) where reset != 0x8 {
      #expect(
        StatusCode(resetCode: reset, deadlinePassed: true)
          == StatusCode(resetCode: reset, deadlinePassed: false)
      )
    }
  }
}
