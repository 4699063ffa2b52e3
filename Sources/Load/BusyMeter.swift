import Timing
import Transport

/// How much of the measured time one worker was at work, by its thread's own CPU clock.
///
/// Time spent spinning in front of an arrival is not work.
struct BusyMeter {
  private let window: Range<Instant>
  private var atStart: Nanoseconds?
  private var atEnd: Nanoseconds?
  private var spinning = Nanoseconds.zero
  private var started: Instant?
  private var ended: Instant?

  init(_ window: Range<Instant>) {
    self.window = window
  }

  mutating func turn(_ now: Instant) {
    if atStart == nil, now >= window.lowerBound {
      atStart = Usage.ofThisThread()
      started = now
    }
    if atEnd == nil, now >= window.upperBound { close(now) }
  }

  mutating func spun(_ time: Nanoseconds) {
    if atStart != nil, atEnd == nil { spinning = spinning + time }
  }

  /// The share of the window from 0 to 1; zero when the window never began.
  var share: Double {
    mutating get {
      if atEnd == nil { close(EventLoop.now()) }
      guard let atStart, let atEnd, let started, let ended, ended > started else { return 0 }
      let work = (atEnd - atStart - spinning).inSeconds / (ended - started).inSeconds
      return max(0, min(1, work))
    }
  }

  private mutating func close(_ now: Instant) {
    atEnd = Usage.ofThisThread()
    ended = now
  }
}
