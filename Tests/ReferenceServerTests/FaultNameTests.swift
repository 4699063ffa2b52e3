import GRPC
import HTTP2
import Testing

@testable import Scenarios

/// The names by which faults are written are those that gRPC and HTTP/2 use here.
@Suite struct FaultNameTests {
  @Test func `statuses have the names of gRPC's codes`() {
    #expect(StatusName.all == StatusCode.allCases.map(\.description))
  }

  @Test func `resets have the names of HTTP/2's codes`() {
    let numbers = 0..<UInt32(Fault.errorNames.count)
    #expect(Fault.errorNames == numbers.map { ErrorCode(rawValue: $0).description })
  }
}
