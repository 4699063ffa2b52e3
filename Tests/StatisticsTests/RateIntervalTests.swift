import Statistics
import Testing
import Timing

struct RateIntervalTests {
  @Test func `batch means give Student's interval`() throws {
    // Mean 3, standard deviation √2.5, t of 4 degrees 2.7764: 3 ∓ 2.7764·√(2.5/5).
    let interval = try #require(RateInterval(batchMeans: [1, 2, 3, 4, 5]))
    #expect(abs(interval.lower - (3 - 1.9632)) < 1e-3)
    #expect(abs(interval.upper - (3 + 1.9632)) < 1e-3)
  }

  @Test func `too few batches give no interval`() {
    #expect(RateInterval(batchMeans: [1, 2]) == nil)
    #expect(RateInterval.completed(of: Recording()) == nil)
  }

  @Test func `only whole seconds of the window count`() throws {
    var recorder = Recorder(window: .at(0)..<(.at(4_500)), openLoop: false)
    for instant in stride(from: Int64(0), to: 4_500, by: 10) {
      recorder.offered(intended: .at(instant))
      recorder.succeeded(intended: .at(instant), started: .at(instant), ended: .at(instant + 9))
    }
    let recording = recorder.finish()
    let interval = try #require(RateInterval.completed(of: recording))
    #expect(interval == RateInterval(batchMeans: [100, 100, 100, 100]))
  }

  @Test(arguments: [3, 10, 30, 60])
  func `the interval holds the true rate about as often as it says`(batches: Int) {
    var random = Seeded(seed: 23)
    var hits = 0
    for _ in 0..<1_000 {
      // A sum of twelve uniforms is close to normal: mean 6, variance 1.
      let rates = (0..<batches).map { _ in
        (0..<12).reduce(100) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
      }
      if let interval = RateInterval(batchMeans: rates),
        interval.lower <= 106, 106 <= interval.upper
      {
        hits += 1
      }
    }
    #expect((925...975).contains(hits), "seed 23: \(hits) of 1000")
  }
}
