import CLinux
import Glibc
public import Timing

/// One thread's epoll set: it says which sockets have something to do, and what time it is.
///
/// Sockets are registered once, edge-triggered, for reading and writing, so that no system call
/// changes the registration later. The kernel hands back the token of the registration with its
/// generation; an event of an earlier generation is stale and its receiver drops it.
public struct EventLoop: ~Copyable {
  /// Events taken from the kernel at once.
  public static let eventsPerTurn = 256

  private let epoll: Descriptor
  private let alarm: Alarm
  private let events: UnsafeMutablePointer<epoll_event>

  /// Makes an empty set.
  ///
  /// - Parameter alarm: Ends the loop's sleep from other threads.
  /// - Throws: The kernel's reason why not.
  public init(alarm: Alarm) throws(SystemError) {
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    let code = errno
    self.epoll = Descriptor(epoll)
    self.alarm = alarm
    events = .allocate(capacity: Self.eventsPerTurn)
    guard epoll >= 0 else { throw SystemError("create an event loop", code: code) }
    // Without it a sleep of 100 us lasts 150; refused only where prctl itself is.
    _ = grpcbench_minimize_timer_slack()
    try Self.add(alarm.descriptor.number, to: epoll, Token.alarm, EPOLLIN.rawValue)
  }

  deinit {
    events.deallocate()
  }

  /// The monotonic clock: 30 ns a reading, so a turn reads it once.
  public static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public func register(_ socket: borrowing Socket, _ token: Token) throws(SystemError) {
    let interest = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
    try Self.add(socket.descriptor.number, to: epoll.number, token, interest)
  }

  public func register(_ wire: borrowing Wire, _ token: Token) throws(SystemError) {
    try register(wire.socket, token)
  }

  /// Listeners are level-triggered: what is not accepted now is told again.
  public func register(_ listener: Listener, _ token: Token) throws(SystemError) {
    try Self.add(listener.descriptor.number, to: epoll.number, token, EPOLLIN.rawValue)
  }

  /// No more events of a listener, which stays open.
  public func unregister(_ listener: Listener) {
    var unused = epoll_event()
    if epoll_ctl(epoll.number, EPOLL_CTL_DEL, listener.descriptor.number, &unused) != 0 {
      trapOnMisuse(errno, "epoll_ctl")
    }
  }

  /// Sleeps until something happens, or until an instant; nil sleeps without end.
  ///
  /// - Parameters:
  ///   - end: When to wake up; nil sleeps without end.
  ///   - now: The current instant, from which the time left is counted.
  /// - Returns: How many events `event(_:)` has to tell.
  public func wait(until end: Instant?, now: Instant) -> Int {
    let count: Int32
    if let end {
      let left = max(0, (end - now).count)
      var timeout = timespec(
        tv_sec: Int(left / 1_000_000_000),
        tv_nsec: Int(left % 1_000_000_000)
      )
      count = epoll_pwait2(epoll.number, events, Int32(Self.eventsPerTurn), &timeout, nil)
    } else {
      count = epoll_pwait2(epoll.number, events, Int32(Self.eventsPerTurn), nil, nil)
    }
    if count >= 0 { return Int(count) }
    let code = errno
    if code == ENOSYS { return waitCoarsely(until: end, now: now) }
    precondition(code == EINTR, "epoll_pwait2 failed with errno \(code)")
    return 0
  }

  /// For kernels before 5.11, which count the time to sleep in milliseconds: rounded down, so that
  /// the last part of a sleep is spent asking.
  private func waitCoarsely(until end: Instant?, now: Instant) -> Int {
    let left = end.map { Int32(clamping: max(0, ($0 - now).count) / 1_000_000) } ?? -1
    let count = epoll_wait(epoll.number, events, Int32(Self.eventsPerTurn), left)
    precondition(count >= 0 || errno == EINTR, "epoll_wait failed with errno \(errno)")
    return Int(max(0, count))
  }

  /// One of the events that `wait` has counted.
  public func event(_ index: Int) -> ReadyEvent {
    precondition(index >= 0 && index < Self.eventsPerTurn, "event \(index)")
    let event = events[index]
    let token = Token(bits: event.data.u64)
    if token == .alarm { alarm.clear() }
    let failed = EPOLLERR.rawValue | EPOLLHUP.rawValue
    return ReadyEvent(
      token: token,
      isReadable: event.events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | failed) != 0,
      isWritable: event.events & (EPOLLOUT.rawValue | failed) != 0,
      hasEnded: event.events & (EPOLLRDHUP.rawValue | failed) != 0
    )
  }

  private static func add(
    _ descriptor: Int32,
    to epoll: Int32,
    _ token: Token,
    _ interest: UInt32
  ) throws(SystemError) {
    var event = epoll_event(events: interest, data: epoll_data_t(u64: token.bits))
    guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
      throw SystemError("register a socket with epoll")
    }
  }
}

/// What an event loop's owner knows a socket by.
public struct Token: Hashable, Sendable {
  public let index: UInt32
  /// Counts the sockets that had this index, so that an old one's events are recognized.
  public let generation: UInt32

  public init(index: UInt32, generation: UInt32) {
    self.index = index
    self.generation = generation
  }

  /// Told when an `Alarm` has rung.
  public static let alarm = Token(index: .max, generation: .max)

  init(bits: UInt64) {
    index = UInt32(truncatingIfNeeded: bits)
    generation = UInt32(truncatingIfNeeded: bits >> 32)
  }

  var bits: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}

/// A socket that has something to do.
public struct ReadyEvent: Sendable {
  public let token: Token
  public let isReadable: Bool
  public let isWritable: Bool
  /// The peer sends nothing more, which this event may be the only one to say: what is read is to
  /// be read to its end, also behind a read that did not fill its buffer.
  public let hasEnded: Bool
}

/// Ends the sleep of an event loop from any thread.
public final class Alarm: Sendable {
  let descriptor: Descriptor

  public init() throws(SystemError) {
    descriptor = Descriptor(eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)))
    guard descriptor.number >= 0 else { throw SystemError("create an eventfd") }
  }

  public func ring() {
    var one: UInt64 = 1
    // A counter that is full has rung already.
    _ = write(descriptor.number, &one, 8)
  }

  func clear() {
    var count: UInt64 = 0
    // Nothing to read means that an earlier turn has cleared it.
    _ = read(descriptor.number, &count, 8)
  }
}
