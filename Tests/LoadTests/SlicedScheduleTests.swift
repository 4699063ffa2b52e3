import Testing
import Timing

@testable import Load

@Suite struct SlicedScheduleTests {
  private let slices = SlicePlan(seed: 5)

  private func pacer(_ process: ArrivalProcess, milliseconds: Int64 = 1_000) throws -> Pacer {
    let rate = try Rate(text: "2000")
    let arrivals = Arrivals(process, rate: rate, start: at(0), seed: 5)
    return Pacer(
      arrivals: ShareOfArrivals(of: arrivals, worker: 0, workers: 1),
      end: at(milliseconds)
    )
  }

  /// What is due of a target, released.
  private func take(_ target: Int, _ schedule: inout SlicedSchedule, _ now: Instant) -> [Instant] {
    var taken: [Instant] = []
    while let arrival = schedule.due(target, now: now) {
      taken.append(arrival)
      schedule.release(target)
    }
    return taken
  }

  @Test(arguments: [ArrivalProcess.constant, .poisson])
  func `each arrival is that of one target, the one whose slice it is in`(
    process: ArrivalProcess
  ) throws {
    var all = try pacer(process)
    var schedule = SlicedSchedule(slices, all, start: at(0))
    var dealt: [[Instant]] = [[], []]
    // In steps that cut slices in two.
    for now in stride(from: Int64(0), through: 1_000, by: 7) {
      for target in 0..<2 { dealt[target] += take(target, &schedule, at(now)) }
    }
    for target in 0..<2 { dealt[target] += take(target, &schedule, at(1_000)) }
    var whole: [Instant] = []
    while let arrival = all.due(now: at(1_000)) {
      whole.append(arrival)
      all.release()
    }
    #expect((dealt[0] + dealt[1]).sorted() == whole && whole.count > 1_500)
    for target in 0..<2 {
      #expect(dealt[target] == dealt[target].sorted())
      #expect(dealt[target].allSatisfy { slices.target(at: $0 - at(0)) == target })
      #expect(dealt[target].count > 700)
    }
    #expect(schedule.nextArrival == nil)
  }

  @Test func `a target that takes nothing holds up none of the other's`() throws {
    var schedule = SlicedSchedule(slices, try pacer(.constant), start: at(0))
    let due = schedule.due(1, now: at(500))
    let first = try #require(due)
    var wasBlocked = schedule.block(1, true)
    #expect(!wasBlocked)
    let taken = take(0, &schedule, at(500))
    #expect((450...550).contains(taken.count))
    // The other's is still held, and nobody wakes up for it.
    let still = schedule.due(1, now: at(500))
    #expect(still == first)
    #expect(try #require(schedule.nextArrival) > at(500))
    wasBlocked = schedule.block(1, false)
    #expect(wasBlocked)
    #expect(schedule.nextArrival == first)
    let rest = take(1, &schedule, at(500))
    #expect(rest.count + taken.count == 1_001)
  }

  @Test func `nothing is passed over before it is due`() throws {
    var schedule = SlicedSchedule(slices, try pacer(.constant), start: at(0))
    let later = 1 - slices.target(at: .zero)
    let early = schedule.due(later, now: at(0))
    #expect(early == nil)
    // The next arrival is half a millisecond away and not the first one of the next slice.
    let first = schedule.due(1 - later, now: at(0))
    #expect(first == at(0))
    schedule.release(1 - later)
    #expect(schedule.nextArrival == at(0) + .microseconds(500))
  }
}
