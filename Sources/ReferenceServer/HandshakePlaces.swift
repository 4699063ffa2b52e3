import Timing
import Transport

/// The TLS handshakes of a thread that are under way, the oldest first, and the clients for which
/// there was no place: a value that is told the time and says who goes, and who is let in.
///
/// A client has its place from its first byte on. Where all places are taken, the next client gets
/// that of the oldest one who has not said enough for an answer: one in earnest has, as soon as its
/// first flight is here. Those who were answered keep their places for a while, so that a crowd of
/// slow clients is served one after the other.
struct HandshakePlaces {
  /// How long a client that was answered keeps its place, whoever waits for it.
  static let patience = Nanoseconds.seconds(1)

  private struct Place {
    let token: Token
    let since: Instant
    var isAnswered: Bool
  }

  private let most: Int
  private var places: [Place] = []
  /// The first one came first.
  private var waiting: [Token] = []

  /// - Parameter most: Places there are.
  init(most: Int) {
    self.most = most
  }

  var hasRoom: Bool { places.count < most }

  /// Whether clients wait, behind whom those who come now have to stand.
  var isAwaited: Bool { !waiting.isEmpty }

  /// Whose place the next client gets when all are taken; nil while it has to wait.
  func eldest(_ now: Instant) -> Token? {
    if let mute = places.first(where: { !$0.isAnswered }) { return mute.token }
    guard let eldest = places.first, eldest.since + Self.patience <= now else { return nil }
    return eldest.token
  }

  /// Notes how far a handshake has come.
  mutating func note(_ token: Token, _ stage: HandshakeStage, _ now: Instant) {
    let place = places.firstIndex { $0.token == token }
    switch stage {
    case .silent: break
    case .begun, .answered:
      let isAnswered = stage == .answered
      guard let place else {
        return places.append(Place(token: token, since: now, isAnswered: isAnswered))
      }
      places[place].isAnswered = isAnswered
    case .over: if let place { places.remove(at: place) }
    }
  }

  /// A client has said something and has to wait, which it must not do already.
  mutating func wait(_ token: Token) {
    waiting.append(token)
  }

  /// A client is gone.
  mutating func leave(_ token: Token, isWaiting: Bool) {
    if isWaiting, let index = waiting.firstIndex(of: token) { waiting.remove(at: index) }
    if let index = places.firstIndex(where: { $0.token == token }) { places.remove(at: index) }
  }

  /// The waiting client for which there is a place now, if need be that of the eldest.
  mutating func nextIn(_ now: Instant) -> Token? {
    guard isAwaited, hasRoom || eldest(now) != nil else { return nil }
    return waiting.removeFirst()
  }

  /// When a waiting client can be let in; nil if none waits.
  func nextPlace(_ now: Instant) -> Instant? {
    guard isAwaited else { return nil }
    guard !hasRoom, places.allSatisfy(\.isAnswered) else { return now }
    return places.first.map { $0.since + Self.patience }
  }
}
