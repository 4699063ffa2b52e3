/// A kind of frame that costs us work and does nobody good, if it comes too often.
///
/// Each has an allowance of its own in `Limits`. Besides time, what the peer does of use earns it
/// more, so that a connection under load is not ended for what goes with the load.
enum Nuisance: Int {
  /// RST_STREAM: opening streams to reset them again (CVE-2023-44487, rapid reset). Each call that
  /// ends in order earns one more.
  case reset
  /// A stream that we had to reset or refuse for the peer's fault (CVE-2025-8671, MadeYouReset).
  /// Each call that ends in order earns one more.
  case provokedReset
  /// PING (CVE-2019-9512). Traffic earns more: some peers measure their round trip all the time.
  case ping
  /// SETTINGS (CVE-2019-9515). Traffic earns more.
  case settings
  /// DATA without data that does not end its stream (CVE-2019-9518). Traffic earns more.
  case emptyFrame
  /// DATA with more padding than data. Each call that ends in order earns one more.
  case paddedFrame
  /// PRIORITY (CVE-2019-9513). Traffic earns more.
  case priority
  /// WINDOW_UPDATE (CVE-2019-9511, CVE-2019-9517). What we have sent earns more.
  case windowUpdate
  /// A 1xx head in front of an answer. Each call that ends in order earns eight more.
  case informationalHead
  /// A frame of a type that RFC 9113 does not have. Traffic earns more.
  case unknownFrame
  /// A frame that nobody has asked for: an acknowledgement, or a header block on a stream that we
  /// have reset. Each reset of our own earns four more, as an answer may have been under way.
  case strayFrame
  /// GOAWAY, of which a peer needs two.
  case goAway

  static let count = Nuisance.goAway.rawValue + 1

  /// What ends the connection, on one line.
  var violation: Violation {
    switch self {
    case .reset: Violation(.enhanceYourCalm, "too many RST_STREAM frames")
    case .provokedReset: Violation(.enhanceYourCalm, "too many streams that break a rule")
    case .ping: Violation(.enhanceYourCalm, "too many PING frames")
    case .settings: Violation(.enhanceYourCalm, "too many SETTINGS frames")
    case .emptyFrame: Violation(.enhanceYourCalm, "too many frames without content")
    case .paddedFrame: Violation(.enhanceYourCalm, "too many frames of padding")
    case .priority: Violation(.enhanceYourCalm, "too many PRIORITY frames")
    case .windowUpdate: Violation(.enhanceYourCalm, "too many WINDOW_UPDATE frames")
    case .informationalHead: Violation(.enhanceYourCalm, "too many informational responses")
    case .unknownFrame: Violation(.enhanceYourCalm, "too many frames of unknown types")
    case .strayFrame: Violation(.enhanceYourCalm, "too many frames that nobody asked for")
    case .goAway: Violation(.enhanceYourCalm, "too many GOAWAY frames")
    }
  }
}

/// What a peer has done of use on a connection, and what we have, over its life.
struct Merit {
  /// Frames of body bytes that it has sent.
  var frames = 0
  /// Calls that both sides have ended in order.
  var calls = 0
  /// Streams that we have reset of our own accord.
  var cancellations = 0

  /// How often a nuisance is earned by now, over the connection's life.
  func earned(_ nuisance: Nuisance, bytesWritten: Int64) -> Int {
    switch nuisance {
    case .reset, .provokedReset, .paddedFrame: calls
    case .informationalHead: 8 * calls
    case .strayFrame: 4 * cancellations
    // The smallest DATA frame with data has ten bytes, and each may open two windows.
    case .windowUpdate: Int(bytesWritten / 5)
    // Our answer to a PING has 17 bytes: it must not earn the next one.
    case .ping, .settings, .emptyFrame, .priority, .unknownFrame:
      frames + calls + Int(bytesWritten / 64)
    case .goAway: 0
    }
  }
}
