import Statistics
import Synchronization
import Timing
import Transport

/// All that the threads of a run share: two words from the main thread, and what workers tell it.
final class RunSignals: Sendable {
  /// The instant at which the load begins, in nanoseconds; zero while connections are made.
  let start = Atomic<Int64>(0)
  /// Workers that have played their part.
  let finished = Atomic<Int>(0)
  /// Measuring ends now.
  let stops = Atomic<Bool>(false)
  /// A server has said that it has counters.
  let offersCounters = Atomic<Bool>(false)
  /// Connections that have stood or failed at all their addresses once, over all workers.
  let settled = Atomic<Int>(0)
  /// Those of them that have stood.
  let stood = Atomic<Int>(0)
  /// Attempts that have failed at the addresses of connections that had neither stood nor failed.
  let tried = Atomic<Int>(0)

  /// When the load begins; nil while the connections are being made.
  var startOfLoad: Instant? {
    let nanoseconds = start.load(ordering: .acquiring)
    return nanoseconds == 0 ? nil : Instant(nanoseconds: nanoseconds)
  }

  /// Cold: a worker tells once a second.
  private let news = Mutex(News())

  struct News: Sendable {
    var intervals: [IntervalRecording] = []
    /// What people should know.
    var notes: [String] = []
    /// What they know already.
    var noted: Set<String> = []
    /// The targets to which a connection has stood.
    var standing: Set<Int> = []
    /// The last reason why a connection to each target failed.
    var troubles: [Int: String] = [:]
  }

  func tell(_ interval: IntervalRecording) {
    news.withLock { $0.intervals.append(interval) }
  }

  func tell(trouble: String, of target: Int) {
    news.withLock { $0.troubles[target] = trouble }
  }

  func tell(standing target: Int) {
    news.withLock { _ = $0.standing.insert(target) }
  }

  /// Tells people something, unless they know it: workers may have the same to tell.
  func tell(note: String) {
    news.withLock { if $0.noted.insert(note).inserted { $0.notes.append(note) } }
  }

  /// The notes told since the last time.
  func takeNotes() -> [String] {
    news.withLock { news in
      defer { news.notes = [] }
      return news.notes
    }
  }

  /// The intervals told since the last time.
  func takeIntervals() -> [IntervalRecording] {
    news.withLock { news in
      defer { news.intervals = [] }
      return news.intervals
    }
  }

  func trouble(of target: Int) -> String? { news.withLock { $0.troubles[target] } }

  func hasStood(_ target: Int) -> Bool { news.withLock { $0.standing.contains(target) } }
}
