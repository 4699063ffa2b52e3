import Timing

/// The head of a request that has begun and not ended, over HTTP/2 a header block: which one it is,
/// and when it has taken too long.
///
/// Nobody waits for such a head, so nothing else ends a connection whose client never finishes one.
struct HeadWatch {
  private var number: UInt32 = 0
  /// When the open head has taken too long; nil while none is open.
  private(set) var limit: Instant?

  /// Whether a head is open.
  var isOpen: Bool { limit != nil }

  /// Notes what is open at the end of a turn.
  ///
  /// - Parameters:
  ///   - open: What tells the open head from the one before; nil when none is open.
  ///   - end: The limit of one that has begun in this turn.
  mutating func note(_ open: UInt32?, limit end: Instant) {
    guard let open else {
      limit = nil
      return
    }
    guard limit == nil || number != open else { return }
    number = open
    limit = end
  }
}
