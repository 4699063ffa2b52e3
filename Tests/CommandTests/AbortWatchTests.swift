import Scenarios
import Statistics
import Testing
import Timing

@testable import grpcbench

@Suite struct AbortWatchTests {
  private func watch(_ condition: String, rate: String? = nil) throws -> AbortWatch {
    var overrides = Overrides()
    overrides.failIf = [condition]
    overrides[.abortOnFail] = "true"
    overrides[.rate] = rate
    return AbortWatch(try Scenario(name: "a", yaml: "name: a").plan(overrides: overrides))
  }

  private func second(
    _ number: Int64,
    ok: UInt64,
    failed: UInt64 = 0,
    latency: Nanoseconds = .milliseconds(1)
  ) -> IntervalRecording {
    var interval = IntervalRecording(start: .seconds(number), length: .seconds(1))
    interval.ok = ok
    interval.failed = failed
    interval.completed = ok
    var histogram = LatencyHistogram()
    for _ in 0..<ok { histogram.record(latency) }
    interval.response = SparseHistogram(histogram)
    return interval
  }

  @Test func `a broken threshold ends the run once the grace is over`() throws {
    let watch = try watch("failed > 1%")
    for number in Int64(0)..<2 {
      watch.see(second(number, ok: 90, failed: 10))
      #expect(watch.reason == nil)
    }
    watch.see(second(2, ok: 90, failed: 10))
    #expect(watch.reason == "failed > 1% after 3 s: it was 10 %")
    watch.see(second(3, ok: 0, failed: 90))
    #expect(watch.reason == "failed > 1% after 3 s: it was 10 %")
  }

  @Test func `what counts is all that was measured, not the last second`() throws {
    let watch = try watch("response.p99 > 5ms")
    for number in Int64(0)..<9 { watch.see(second(number, ok: 1_000)) }
    watch.see(second(9, ok: 50, latency: .milliseconds(50)))
    #expect(watch.reason == nil)
    watch.see(second(10, ok: 100, latency: .milliseconds(50)))
    #expect(watch.reason?.hasPrefix("response.p99 > 5ms after 11 s: it was 5") == true)
  }

  @Test func `a rate that is too low ends an open loop`() throws {
    let watch = try watch("achieved < 90%", rate: "100")
    for number in Int64(0)..<3 { watch.see(second(number, ok: 95)) }
    #expect(watch.reason == nil)
    watch.see(second(3, ok: 50))
    #expect(watch.reason == "achieved < 90% after 4 s: it was 83.8 %")
  }

  @Test func `a plan that does not ask for it is never ended`() throws {
    var overrides = Overrides()
    overrides.failIf = ["failed > 1%"]
    let watch = AbortWatch(try Scenario(name: "a", yaml: "name: a").plan(overrides: overrides))
    for number in Int64(0)..<9 { watch.see(second(number, ok: 0, failed: 10)) }
    #expect(watch.reason == nil)
  }
}
