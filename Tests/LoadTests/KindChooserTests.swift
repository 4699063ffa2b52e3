import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct KindChooserTests {
  private func plan(_ weights: [Int], seed: UInt64 = 1) -> Plan {
    var plan = Plan()
    plan.seed = seed
    plan.calls = weights.map { weight in
      var call = PlannedCall()
      call.weight = weight
      return call
    }
    return plan
  }

  @Test(arguments: [[1, 1], [1, 9], [5, 3, 2], [1_000_000, 1]], 1...3 as ClosedRange<UInt64>)
  func `kinds come as often as their weights say`(weights: [Int], seed: UInt64) {
    var chooser = KindChooser(plan(weights, seed: seed), worker: 0)
    let scheduled = (0..<20_000).map { chooser.kind(at: .microseconds(Int64($0) * 100)) }
    let unscheduled = (0..<20_000).map { _ in chooser.next() }
    for kinds in [scheduled, unscheduled] {
      for (kind, weight) in weights.enumerated() {
        let share = Double(weight) / Double(weights.reduce(0, +))
        let count = Double(kinds.count { $0 == UInt32(kind) })
        let deviation = (20_000 * share * (1 - share)).squareRoot()
        // Five standard deviations, over some 50 looks; one call more where they are all but none.
        #expect(abs(count - 20_000 * share) <= 5 * deviation + 1, "seed \(seed), kind \(kind)")
      }
    }
  }

  @Test func `one kind is always that`() {
    var chooser = KindChooser(plan([7]), worker: 3)
    #expect(chooser.next() == 0)
    #expect(chooser.kind(at: .seconds(1)) == 0)
  }

  @Test(arguments: [ArrivalProcess.constant, .poisson])
  func `a schedule has the same kinds on any number of threads`(process: ArrivalProcess) throws {
    var kinds: [[Instant: UInt32]] = []
    for threads in [1, 2, 4] {
      var plan = plan([3, 2, 1], seed: 5)
      plan.load = .open(rate: try Rate(text: "1000"), arrivals: process)
      (plan.connections, plan.threads, plan.warmup) = (4, threads, .zero)
      plan.duration = .seconds(1)
      let timeline = Timeline(start: at(0), plan)
      var chosen: [Instant: UInt32] = [:]
      for worker in 0..<threads {
        let share = WorkerShare(
          plan: plan,
          templates: [],
          addresses: [],
          worker: worker,
          spin: .zero
        )
        let chooser = KindChooser(plan, worker: worker)
        var pacer = share.pacer(timeline)
        while let intended = pacer.due(now: at(2_000)) {
          pacer.release()
          chosen[intended] = chooser.kind(at: intended - timeline.start)
        }
      }
      kinds.append(chosen)
    }
    #expect(kinds[0].count > 800)
    #expect(kinds[1] == kinds[0])
    #expect(kinds[2] == kinds[0])
  }

  @Test func `workers of a closed loop do not choose alike`() {
    var first = KindChooser(plan([1, 1]), worker: 0)
    var second = KindChooser(plan([1, 1]), worker: 1)
    let pairs = (0..<1_000).count { _ in first.next() == second.next() }
    #expect((400...600).contains(pairs))
  }
}
