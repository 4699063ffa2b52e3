import Bytes
import Timing
import Transport

/// Who gets a place where there are not enough for all.
extension ServerWorker {
  /// Clients that have waited for a place and are let in before it is another one's turn.
  static let mostLetIn = 16
  /// How long a client may be silent where there is no place for others.
  static let silenceLimit = Nanoseconds.seconds(1)

  /// Whether a client's handshake may begin, for which another one may have to go; if not, it
  /// waits.
  mutating func mayBegin(_ token: Token, _ now: Instant) -> Bool {
    let index = Int(token.index)
    guard !channels[index].isWaiting else { return false }
    guard !handshakes.hasRoom || handshakes.isAwaited else { return true }
    switch channels[index].wire.outlook {
    case .wouldBlock: return false
    case .closed, .failed: return true
    case .moved: break
    }
    if !handshakes.isAwaited, let eldest = handshakes.eldest(now) {
      close(Int(eldest.index), .displaced)
      return true
    }
    channels[index].isWaiting = true
    handshakes.wait(token)
    return false
  }

  /// Goes on with clients that had to wait and for which there are places now.
  mutating func letIn(_ now: Instant) {
    for _ in 0..<Self.mostLetIn {
      guard let token = handshakes.nextIn(now) else { return }
      if !handshakes.hasRoom, let eldest = handshakes.eldest(now) {
        close(Int(eldest.index), .displaced)
      }
      channels[Int(token.index)].isWaiting = false
      turn(token, hasEnded: false, isLetIn: true, now)
    }
  }

  /// Notes how far a handshake has come, and counts one that has ended well; one that has not is
  /// counted with its channel's end.
  mutating func noteHandshake(
    _ token: Token,
    since before: HandshakeStage,
    _ now: Instant
  ) {
    let index = Int(token.index)
    let stage = channels[index].wire.stage
    guard stage != before else { return }
    handshakes.note(token, stage, now)
    guard stage == .over else { return }
    if channels[index].wire.isResumed {
      tally.handshakes.resumed += 1
    } else {
      tally.handshakes.full += 1
    }
  }

  /// Gives the places of those who have had a moment and said nothing to those who come.
  mutating func closeSilent(_ now: Instant) {
    for index in channels.indices where channels.contains(index) && channels[index].isGreeting {
      guard channels[index].isSilent, channels[index].since + Self.silenceLimit <= now else {
        continue
      }
      close(index, .displaced)
    }
  }
}
