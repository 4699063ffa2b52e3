import Testing
import Timing

@testable import Load

/// Keepalive on a clock that the tests move: `time` is 100 ms, `timeout` 30 ms.
@Suite struct KeepaliveTests {
  private func keepalive(withoutCalls: Bool = false) -> Keepalive {
    Keepalive(time: .milliseconds(100), timeout: .milliseconds(30), withoutCalls: withoutCalls)
  }

  @Test func `a PING goes after the silence, and only one`() {
    var keepalive = keepalive()
    #expect(keepalive.check(at: at(99), lastRead: at(0), hasCalls: true) == .nothing)
    #expect(keepalive.next(at: at(99), lastRead: at(0), hasCalls: true) == at(100))
    #expect(keepalive.check(at: at(100), lastRead: at(0), hasCalls: true) == .ping)
    #expect(keepalive.check(at: at(101), lastRead: at(0), hasCalls: true) == .nothing)
    #expect(keepalive.next(at: at(101), lastRead: at(0), hasCalls: true) == at(130))
  }

  @Test func `without an answer in time the connection is given up`() {
    var keepalive = keepalive()
    #expect(keepalive.check(at: at(100), lastRead: at(0), hasCalls: true) == .ping)
    #expect(keepalive.check(at: at(129), lastRead: at(0), hasCalls: true) == .nothing)
    #expect(keepalive.check(at: at(130), lastRead: at(0), hasCalls: true) == .giveUp)
    // Also when its last call has ended meanwhile.
    #expect(keepalive.check(at: at(131), lastRead: at(0), hasCalls: false) == .giveUp)
  }

  @Test func `whatever comes is a sign of life and starts the silence anew`() {
    var keepalive = keepalive()
    #expect(keepalive.check(at: at(100), lastRead: at(0), hasCalls: true) == .ping)
    #expect(keepalive.check(at: at(131), lastRead: at(110), hasCalls: true) == .nothing)
    #expect(keepalive.next(at: at(131), lastRead: at(110), hasCalls: true) == at(210))
    #expect(keepalive.check(at: at(209), lastRead: at(110), hasCalls: true) == .nothing)
    #expect(keepalive.check(at: at(210), lastRead: at(110), hasCalls: true) == .ping)
  }

  @Test func `without calls nothing is asked unless it is permitted`() {
    var quiet = keepalive()
    #expect(quiet.check(at: at(500), lastRead: at(0), hasCalls: false) == .nothing)
    // A call may begin at any time.
    #expect(quiet.next(at: at(500), lastRead: at(0), hasCalls: false) < at(511))
    #expect(quiet.check(at: at(510), lastRead: at(0), hasCalls: true) == .ping)
    var loud = keepalive(withoutCalls: true)
    #expect(loud.check(at: at(100), lastRead: at(0), hasCalls: false) == .ping)
  }

  @Test func `an answered PING is followed by the next in time, however long the timeout is`() {
    var keepalive = Keepalive(
      time: .milliseconds(100),
      timeout: .seconds(20),
      withoutCalls: true
    )
    #expect(keepalive.check(at: at(100), lastRead: at(0), hasCalls: false) == .ping)
    #expect(keepalive.next(at: at(100), lastRead: at(0), hasCalls: false) == at(200))
    #expect(keepalive.check(at: at(200), lastRead: at(101), hasCalls: false) == .nothing)
    #expect(keepalive.next(at: at(200), lastRead: at(101), hasCalls: false) == at(201))
    #expect(keepalive.check(at: at(201), lastRead: at(101), hasCalls: false) == .ping)
  }
}
