import Scenarios
import Testing
import Timing
import Transport

@testable import Load

@Suite struct WorkerShareTests {
  private func shares(_ plan: Plan, addresses: Int = 1) throws -> [WorkerShare] {
    let templates = try CallTemplate.all(plan, authority: "localhost")
    let address = try loopback()
    return (0..<plan.threads).map { worker in
      WorkerShare(
        plan: plan,
        templates: templates,
        addresses: Array(repeating: address, count: addresses),
        worker: worker,
        spin: .zero
      )
    }
  }

  @Test(arguments: [1, 2, 3, 7, 8, 100], [1, 2, 3, 7])
  func `every connection has one worker, and workers differ by one at most`(
    connections: Int,
    threads: Int
  ) throws {
    var plan = Plan.short(connections: connections)
    plan.threads = min(threads, connections)
    let counts = try shares(plan).map(\.connections)
    #expect(counts.reduce(0, +) == connections)
    #expect(counts.allSatisfy { $0 > 0 })
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    #expect(try shares(plan).map { $0.lanes().count } == counts)
  }

  @Test func `connections take turns on the addresses, over all workers`() throws {
    var plan = Plan.short(connections: 12)
    plan.threads = 4
    let first = try shares(plan, addresses: 3).flatMap { $0.lanes().map(\.nextAddress) }
    #expect(first.sorted() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test(arguments: [ArrivalProcess.constant, .poisson], [1, 2, 3, 4])
  func `all workers together release the same schedule, however many they are`(
    process: ArrivalProcess,
    threads: Int
  ) throws {
    let alone = try released(process, threads: 1)
    let together = try released(process, threads: threads)
    #expect(alone[0].count > 1_000)
    #expect(together.count == threads)
    #expect(together.flatMap { $0 }.sorted() == alone.flatMap { $0 })
    #expect(together.allSatisfy { $0 == $0.sorted() })
    let counts = together.map(\.count)
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
  }

  @Test func `another seed is another schedule, and the same seed the same`() throws {
    let schedules = try [1, 1, 2].map { try released(.poisson, threads: 2, seed: $0) }
    #expect(schedules[0] == schedules[1])
    #expect(schedules[0] != schedules[2])
  }

  @Test func `a closed loop has no schedule and ends with the measured time`() throws {
    let plan = Plan.short(milliseconds: 300)
    let timeline = Timeline(start: at(0), plan)
    let pacer = try shares(plan)[0].pacer(timeline)
    #expect(pacer.isClosedLoop)
    #expect(pacer.end == at(300))
  }

  /// The intended starts of each worker's calls, as its pacer releases them.
  private func released(
    _ process: ArrivalProcess,
    threads: Int,
    seed: UInt64 = 42
  ) throws -> [[Instant]] {
    var plan = try Plan.short(connections: 4, milliseconds: 500).arriving(at: "2500", process)
    plan.warmup = .milliseconds(100)
    plan.threads = threads
    plan.seed = seed
    let timeline = Timeline(start: at(0), plan)
    return try shares(plan).map { share in
      var pacer = share.pacer(timeline)
      var instants: [Instant] = []
      while let intended = pacer.due(now: .distantFuture) {
        instants.append(intended)
        pacer.release()
      }
      return instants
    }
  }
}
