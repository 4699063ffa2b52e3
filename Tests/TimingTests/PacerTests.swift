import Testing
import Timing

@Suite struct PacerTests {
  @Test func `a call is due at its arrival and keeps it as its intended start`() throws {
    var pacer = try millisecondPacer(end: 10)
    #expect(pacer.due(now: at(0)) == at(0))
    pacer.release()
    #expect(pacer.due(now: Instant(nanoseconds: 999_999)) == nil)
    #expect(pacer.nextArrival == at(1))
    #expect(pacer.due(now: Instant(nanoseconds: 1_700_000)) == at(1))
  }

  @Test func `looking at what is due does not release it`() throws {
    let pacer = try millisecondPacer(end: 10)
    #expect(pacer.due(now: at(5)) == at(0))
    #expect(pacer.due(now: at(5)) == at(0))
  }

  @Test func `a stall loses no arrival and none its intended start`() throws {
    var pacer = try millisecondPacer(end: 1000)
    var intended: [Instant] = []
    while let due = pacer.due(now: at(500)) {
      intended.append(due)
      pacer.release()
    }
    #expect(intended == (0...500).map { at($0) })
    #expect(pacer.nextArrival == at(501))
  }

  @Test(arguments: [at(10), at(1_000_000), .distantFuture])
  func `arrivals end before the end and the backlog is still due after it`(now: Instant) throws {
    var pacer = try millisecondPacer(end: 10)
    var released = 0
    while pacer.due(now: now) != nil {
      pacer.release()
      released += 1
    }
    #expect(released == 10)
    #expect(pacer.nextArrival == nil)
  }

  @Test func `a schedule whose first arrival is past the end releases nothing`() throws {
    let pacer = try millisecondPacer(end: 0)
    #expect(pacer.nextArrival == nil)
    #expect(pacer.due(now: .distantFuture) == nil)
  }

  @Test func `a closed loop is always due until its end and has no arrivals`() {
    var pacer = Pacer(closedLoopUntil: at(10))
    #expect(pacer.isClosedLoop)
    #expect(pacer.nextArrival == nil)
    #expect(pacer.due(now: at(3)) == at(3))
    pacer.release()
    #expect(pacer.due(now: at(3)) == at(3))
    #expect(pacer.due(now: at(10)) == nil)
  }

  @Test func `a pacer that hands its arrivals over has none, and is no closed loop`() throws {
    var pacer = try millisecondPacer(end: 10)
    pacer.release()
    let heir = pacer.handOver()
    #expect(heir.due(now: at(5)) == at(1))
    #expect(pacer.due(now: at(5)) == nil && pacer.nextArrival == nil && !pacer.isClosedLoop)
    var closed = Pacer(closedLoopUntil: at(10))
    let same = closed.handOver()
    #expect(same.due(now: at(3)) == at(3) && closed.due(now: at(3)) == at(3))
  }

  @Test func `a release without an arrival is a bug`() async {
    await #expect(processExitsWith: .failure) {
      let arrivals = Arrivals(
        .constant,
        rate: try Rate(text: "1"),
        start: Instant(nanoseconds: 1),
        seed: 1
      )
      var pacer = Pacer(
        arrivals: ShareOfArrivals(of: arrivals, worker: 0, workers: 1),
        end: Instant(nanoseconds: 1)
      )
      pacer.release()
    }
  }

  private func millisecondPacer(end milliseconds: Int64) throws -> Pacer {
    let arrivals = Arrivals(.constant, rate: try Rate(text: "1000"), start: at(0), seed: 1)
    return Pacer(
      arrivals: ShareOfArrivals(of: arrivals, worker: 0, workers: 1),
      end: at(milliseconds)
    )
  }
}

private func at(_ milliseconds: Int64) -> Instant {
  Instant(nanoseconds: milliseconds * 1_000_000)
}
