import GRPC
import Testing

@Suite struct StatusTests {
  @Test func `a status reads as its code and its reason`() {
    #expect(Status.ok.description == "OK")
    #expect(Status(.notFound, "no such shelf").description == "NOT_FOUND: no such shelf")
  }

  @Test func `trailers before RST_STREAM(NO_ERROR) are the answer`() {
    #expect(Status.reset(code: 0, after: .ok, deadlinePassed: false) == .ok)
    let refusal = Status(.permissionDenied, "no")
    #expect(Status.reset(code: 0, after: refusal, deadlinePassed: true) == refusal)
  }

  @Test(arguments: 0...0xd as ClosedRange<UInt32>)
  func `a reset without trailers never reads as OK`(code: UInt32) {
    let status = Status.reset(code: code, after: nil, deadlinePassed: false)
    #expect(!status.isOK)
    #expect(status.code == StatusCode(resetCode: code, deadlinePassed: false))
  }

  @Test func `each reset names its HTTP/2 error`() {
    let messages = (0...0xe as ClosedRange<UInt32>).map {
      Status.reset(code: $0, after: nil, deadlinePassed: false).message
    }
    #expect(Set(messages).count == 15)
    #expect(messages[7].hasSuffix("REFUSED_STREAM"))
    #expect(messages[14].hasSuffix("14"))
  }

  @Test func `CANCELLED after the deadline is the deadline, whatever the trailers say`() {
    let cancelled = Status(.cancelled, "the server gave up")
    #expect(cancelled.seen(deadlinePassed: false) == cancelled)
    #expect(cancelled.seen(deadlinePassed: true) == .deadlineExceeded)
    #expect(Status.reset(code: 0, after: cancelled, deadlinePassed: true) == .deadlineExceeded)
    #expect(Status.ok.seen(deadlinePassed: true) == .ok)
  }
}
