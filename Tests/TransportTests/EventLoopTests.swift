import Bytes
import Testing
import Timing
import Transport

@Suite struct EventLoopTests {
  @Test func `a sleep ends at its instant, not before`() throws {
    let loop = try EventLoop(alarm: Alarm())
    let start = EventLoop.now()
    let end = start + .milliseconds(3)
    var now = start
    while now < end {
      #expect(loop.wait(until: end, now: now) == 0)
      now = EventLoop.now()
    }
    #expect(now >= end)
    #expect(now < end + .seconds(5))
  }

  @Test func `an instant that has passed does not sleep`() throws {
    let loop = try EventLoop(alarm: Alarm())
    let now = EventLoop.now()
    #expect(loop.wait(until: now + .seconds(-1), now: now) == 0)
    #expect(EventLoop.now() < now + .seconds(5))
  }

  @Test func `an alarm ends a sleep of another thread, each time it rings`() throws {
    let alarm = try Alarm()
    let answer = try Alarm()
    // Only the alarms can end these sleeps: they have no end of their own.
    let thread = try LoopThread { () -> [Bool] in
      guard let loop = try? EventLoop(alarm: alarm) else { return [] }
      return (0..<3).map { _ in
        let count = loop.wait(until: nil, now: EventLoop.now())
        let isAlarm = (0..<count).contains { loop.event($0).token == .alarm }
        answer.ring()
        return isAlarm
      }
    }
    let loop = try EventLoop(alarm: answer)
    for _ in 0..<3 {
      alarm.ring()
      #expect(loop.wait(until: nil, now: EventLoop.now()) == 1)
      #expect(loop.event(0).token == .alarm)
    }
    #expect(thread.join() == [true, true, true])
  }

  @Test func `an alarm that was heard is silent until it rings again`() throws {
    let alarm = try Alarm()
    let loop = try EventLoop(alarm: alarm)
    alarm.ring()
    alarm.ring()
    #expect(loop.wait(until: nil, now: EventLoop.now()) == 1)
    #expect(loop.event(0).token == .alarm)
    #expect(loop.wait(until: EventLoop.now(), now: EventLoop.now()) == 0)
  }

  @Test func `news for a socket that is gone is told from news for its successor`() throws {
    let address = try #require(try Place.unix.address())
    let listener = try Listener(address, sharesPort: false)
    let loop = try EventLoop(alarm: Alarm())
    var peers = Slots<Socket>()
    var sockets = Slots<Socket>()
    for index in 0..<2 {
      _ = peers.insert(try Socket.connect(to: address))
      let accepted = try listener.accept()
      guard let accepted else { return #expect(Bool(false), "nobody connected") }
      #expect(sockets.insert(accepted) == index)
      let token = Token(index: UInt32(index), generation: sockets.generation(index))
      try loop.register(sockets[index], token)
      var byte = SendBuffer()
      [UInt8(1)].withUnsafeBytes { byte.append($0) }
      #expect(peers[index].write(from: &byte) == .moved(1))
    }
    // Both are ready; acting on the one replaces the other.
    #expect(loop.wait(until: nil, now: EventLoop.now()) == 2)
    let first = loop.event(0).token
    let other = Int(1 - first.index)
    sockets.remove(other)
    _ = peers.insert(try Socket.connect(to: address))
    let accepted = try listener.accept()
    guard let accepted else { return #expect(Bool(false), "nobody connected") }
    #expect(sockets.insert(accepted) == other)
    let late = loop.event(1).token
    #expect(Int(late.index) == other)
    let isHere = sockets.contains(Int(first.index), generation: first.generation)
    let isStale = !sockets.contains(Int(late.index), generation: late.generation)
    #expect(isHere)
    #expect(isStale)
    #expect(loop.event(0).isReadable)
  }

  @Test func `tokens differ by index and by generation`() {
    let token = Token(index: 7, generation: 9)
    #expect(token == Token(index: 7, generation: 9))
    #expect(token != Token(index: 7, generation: 10))
    #expect(token != Token(index: 8, generation: 9))
    #expect(token != .alarm)
  }
}
