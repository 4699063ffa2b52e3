import Bytes
import GRPC
import Scenarios
import Timing

/// Which calls start where arrivals are dealt to two targets by slices.
extension Worker {
  /// Releases the calls of each target that are due, as far as it has room for them.
  mutating func releaseInSlices(_ now: Instant) {
    for target in share.destinations.indices {
      let wasBlocked = sliced?.block(target, false) ?? false
      while let intended = dueArrival(of: target, now) {
        if let index = channelWithRoom(of: target) {
          sliced?.release(target)
          let page = channels[index].page(of: kind(of: intended)) &+ uncounted(intended)
          // A slot that became free in this turn was not free before it.
          let couldStart = wasBlocked ? max(intended, now) : intended
          start(page, intended, couldStart: couldStart, on: index, now)
        } else if let refusal = refusal(of: intended, now) {
          sliced?.release(target)
          let page = lost(intended, kind(of: intended))
          book.refused(page, intended: intended, refusal.status, at: refusal.at)
        } else {
          sliced?.block(target, true)
          break
        }
      }
    }
  }

  /// The intended start of a target's call to release; an interrupted run has none from then on.
  mutating func dueArrival(of target: Int, _ now: Instant) -> Instant? {
    guard let intended = sliced?.due(target, now: now), intended < measuredUntil else { return nil }
    return intended
  }

  /// Whether arrivals of some target wait to become calls.
  mutating func hasDueSlices(_ now: Instant) -> Bool {
    guard sliced != nil else { return false }
    for target in share.destinations.indices where dueArrival(of: target, now) != nil {
      return true
    }
    return false
  }

  /// Counts the arrivals of each target that never became calls.
  mutating func countRestOfSlices(_ now: Instant) {
    guard sliced != nil else { return }
    for target in share.destinations.indices {
      while let intended = dueArrival(of: target, now) {
        sliced?.release(target)
        let page = lost(intended, kind(of: intended))
        book.neverReleased(page, intended: intended, at: now)
      }
    }
  }

  /// Where a call is counted that never found a connection: with slices it has a target, by its
  /// intended start.
  func lost(_ intended: Instant, _ kind: UInt32) -> UInt32 {
    guard let target = sliceTarget(intended) else { return share.homeless &+ kind }
    return UInt32(target * share.kinds) &+ kind &+ uncounted(intended)
  }

  /// Whose slice an instant is in; nil without slices.
  func sliceTarget(_ intended: Instant) -> Int? {
    share.slices.map { $0.target(at: intended - timeline.start) }
  }

  /// How far behind its page an arrival is counted: in the beginning of a slice apart.
  func uncounted(_ intended: Instant) -> UInt32 {
    guard let slices = share.slices else { return 0 }
    return slices.isDropped(at: intended - timeline.start) ? share.uncounted : 0
  }

  /// The next channel in turn that can take a call: one of a target, or any.
  mutating func channelWithRoom(of target: Int?) -> Int? {
    guard let target else { return channelWithRoom() }
    let count = channels.indices.count
    for _ in 0..<count {
      cursor = cursor + 1 < count ? cursor + 1 : 0
      if channels.contains(cursor), channels[cursor].canStart, channels[cursor].target == target {
        return cursor
      }
    }
    return nil
  }

  /// Which of the reaches a target belongs to.
  func reach(of target: Int) -> Int { share.slices == nil ? 0 : target }
}
