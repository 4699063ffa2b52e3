import Statistics
import Testing
import Timing

@Suite struct CallTotalsTests {
  private func instant(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  /// A window of one second, and before, in and after it calls that end in every way.
  private func recording(cancels: Bool) -> Recording {
    var recorder = Recorder(window: instant(1_000)..<instant(2_000), openLoop: true)
    for start in [500, 1_500, 2_500] as [Int64] {
      let (begin, end) = (instant(start), instant(start + 10))
      for _ in 0..<3 {
        recorder.offered(intended: begin)
        recorder.succeeded(intended: begin, started: begin, ended: end)
      }
      for status in [4, 14, 99] as [UInt8] {
        recorder.offered(intended: begin)
        recorder.failed(intended: begin, started: begin, ended: end, status: status, message: "")
      }
      if cancels {
        recorder.offered(intended: begin)
        recorder.succeeded(
          intended: begin,
          started: begin,
          ended: end,
          phases: PhaseTimes(),
          cancelled: true
        )
      }
      recorder.offered(intended: begin)
      recorder.unfinished(intended: begin, at: end)
    }
    return recorder.finish()
  }

  @Test(arguments: [true, false])
  func `the whole run has the calls of the window and all others`(cancels: Bool) {
    let recording = recording(cancels: cancels)
    #expect(recording.okCalls == (cancels ? 4 : 3))
    let whole = recording.wholeRun
    #expect(whole.ok == 9)
    #expect(whole.statuses[4] == 3 && whole.statuses[14] == 3)
    // A code that gRPC does not know is UNKNOWN.
    #expect(whole.statuses[2] == 3)
    #expect(whole.unfinished == 3)
    #expect(whole.statuses[1] == (cancels ? 3 : 0))
    #expect(whole.cancelledAsPlanned == (cancels ? 3 : 0))
    #expect(whole.all == (cancels ? 24 : 21))
  }

  @Test func `totals of several workers add up`() {
    var sum = recording(cancels: true)
    sum.add(recording(cancels: false))
    #expect(sum.wholeRun.all == 45)
    #expect(sum.wholeRun.ok == 18)
  }
}
