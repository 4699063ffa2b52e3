import Bytes
import HTTP2
import Scenarios
import Statistics
import Timing
import Transport

/// How connections make way for new ones: the successor is made first, then the old one's calls
/// end, so that no call is lost and none waits.
extension Worker {
  /// A channel has carried nearly as many calls as it may.
  mutating func renew(_ index: Int) {
    guard channels[index].role == .current, channels[index].state == .ready,
      channels[index].loss == nil
    else { return }
    let isByCalls = channels[index].carried >= callsBeforeSuccessor
    let now = EventLoop.now()
    seek(channels[index].lane, isByCalls ? .callsPerConnection : .streamIDs, now)
    succeed(channels[index].lane, now)
  }

  /// Makes a successor for a lane, if it has none.
  mutating func seek(_ lane: Int, _ reason: ConnectionEnd, _ now: Instant) {
    guard case .filled(let current) = lanes[lane].state, channels[current].state == .ready else {
      return
    }
    // What is due now does not wait until the last call has started.
    if channels[current].retirement == nil || reason != .callsPerConnection {
      channels[current].retirement = reason
    }
    guard case .none = lanes[lane].successor, !isEnding || owesCalls else { return }
    guard canMakeMore else { return want(lane, from: now) }
    connect(lane, now, as: .successor)
  }

  /// Lets a lane's successor take over, if it stands and its time has come.
  mutating func succeed(_ lane: Int, _ now: Instant) {
    guard case .filled(let old) = lanes[lane].state, case .made(let new) = lanes[lane].successor,
      channels[new].state == .standby, let reason = channels[old].retirement,
      reason != .callsPerConnection || channels[old].callsLeft <= 0
    else { return }
    lanes[lane].state = .filled(new)
    lanes[lane].successor = .none
    channels[new].role = .current
    channels[old].retire()
    serve(new, now)
    leaveLane(old, now)
    channels[new].waiting.take(&lanes[lane].waiting)
    refill(new, now)
    flush(new)
    closeIfOver(old)
  }

  /// Makes the new connections that are due, each for the channel that has served longest.
  mutating func makeNewConnections(_ now: Instant) {
    agenda.births = .distantFuture
    guard let first = births?.nextArrival, !isEnding, now < measuredUntil else { return }
    var due = first
    while due <= now {
      // A new one that stands looks here again.
      guard let lane = oldestLane() else { return }
      births?.release()
      seek(lane, .newConnections, now)
      due = births?.nextArrival ?? .distantFuture
    }
    agenda.births = due
  }

  /// The lane whose channel has served longest, of those that have no successor yet.
  private mutating func oldestLane() -> Int? {
    while let token = seniority.oldest {
      seniority.removeOldest()
      let index = Int(token.index)
      guard channels.contains(index, generation: token.generation),
        channels[index].role == .current, channels[index].state == .ready,
        channels[index].retirement == nil
      else { continue }
      return channels[index].lane
    }
    return nil
  }
}
