import Bytes
import GRPC
import Scenarios
import Statistics
import Timing

/// The calls of one worker, from their release to their outcome: nothing that was released leaves
/// the book without being recorded.
struct CallBook: ~Copyable {
  /// The calls in flight.
  var calls = Table<Call>()
  private var order = ReleaseOrder()
  var recorder: Recorder
  let isOpenLoop: Bool
  /// Time that each call has from its intended start; nil when it has any.
  let deadline: Nanoseconds?
  /// Callers of a closed loop that wait for a stream, over all connections.
  var waitingCallers = 0
  /// Whether this instant's traffic belongs to the measured window.
  var isMeasuring = false

  init(_ timeline: Timeline, _ plan: Plan) {
    isOpenLoop = plan.load.loop == .open
    recorder = Recorder(window: timeline.measured, openLoop: isOpenLoop)
    deadline = plan.calls[0].deadline
  }

  /// The call in flight that was released first.
  var oldest: UInt32? { order.oldest }

  /// When the next call in flight expires.
  var nextDeadline: Instant? {
    guard let deadline, let oldest = order.oldest else { return nil }
    return calls[oldest].intended + deadline
  }

  /// A call is released on a connection.
  @inline(__always)
  mutating func insert(_ call: Call) -> UInt32 {
    let index = calls.insert(call)
    order.insert(index, &calls)
    return index
  }

  @inline(__always)
  private mutating func remove(_ index: UInt32) {
    order.remove(index, &calls)
    calls.remove(index)
  }

  /// The call's bytes are handed to the socket at this instant.
  ///
  /// A closed loop has no schedule: there a call is intended when it starts, unless it had to wait
  /// for a stream or a window. What the server keeps waiting could not start before it left.
  @inline(__always)
  mutating func started(_ index: UInt32, at now: Instant) {
    calls[index].started = now
    let couldStart = calls[index].isHeldBack ? now : calls[index].couldStart
    if isOpenLoop || couldStart > calls[index].intended {
      recorder.sent(intended: calls[index].intended, couldStart: couldStart, started: now)
    } else {
      calls[index].intended = now
    }
  }

  /// A whole message of a call has come.
  @inline(__always)
  mutating func received(_ index: UInt32) {
    calls[index].messagesReceived += 1
    if isMeasuring { recorder.traffic.messagesReceived += 1 }
  }

  @inline(__always)
  mutating func succeeded(_ index: UInt32, at now: Instant) {
    let intended = calls[index].intended
    recorder.offered(intended: intended)
    recorder.succeeded(intended: intended, started: calls[index].started ?? intended, ended: now)
    remove(index)
  }

  mutating func failed(_ index: UInt32, _ status: Status, at now: Instant) {
    let call = calls[index]
    recorder.offered(intended: call.intended)
    recorder.failed(
      intended: call.intended,
      started: call.started,
      ended: max(now, call.intended),
      status: status.code.rawValue,
      message: status.message
    )
    remove(index)
  }

  /// Ends a call by its status: OK is a success only with exactly one message.
  mutating func ended(_ index: UInt32, _ status: Status, at now: Instant) {
    guard status.isOK else {
      return failed(index, status.seen(deadlinePassed: hasExpired(index, at: now)), at: now)
    }
    guard calls[index].messagesReceived == 1 else {
      let count = Int(calls[index].messagesReceived)
      return failed(index, .wrongMessageCount(count, expected: 1), at: now)
    }
    guard calls[index].deframer.isAtBoundary else {
      return failed(index, DeframingError.cutShort.status, at: now)
    }
    succeeded(index, at: now)
  }

  func hasExpired(_ index: UInt32, at now: Instant) -> Bool {
    guard let deadline else { return false }
    return now >= calls[index].intended + deadline
  }

  /// Fails an arrival that never became a call.
  mutating func refused(intended: Instant, _ status: Status, at now: Instant) {
    recorder.offered(intended: intended)
    recorder.failed(
      intended: intended,
      started: nil,
      ended: max(now, intended),
      status: status.code.rawValue,
      message: status.message
    )
  }

  /// Counts an arrival that was never released because the run is over.
  mutating func neverReleased(intended: Instant, at now: Instant) {
    recorder.offered(intended: intended)
    recorder.unfinished(intended: intended, started: nil, at: max(now, intended))
  }

  /// Counts all calls in flight as unfinished: the run is over.
  mutating func abandonAll(at now: Instant) {
    while let index = order.oldest {
      let call = calls[index]
      recorder.offered(intended: call.intended)
      recorder.unfinished(
        intended: call.intended,
        started: call.started,
        at: max(now, call.intended)
      )
      remove(index)
    }
  }
}
