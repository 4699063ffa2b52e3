/// The identifiers of the streams closed last, for frames that were under way when they closed.
///
/// A frame on a stream that we reset is a harmless race; on one that the peer had ended it is the
/// peer's error (RFC 9113 §5.1). Older streams are forgotten: those up to the last of them that we
/// reset count as reset by us, because a peer can have much under way when many are reset at once,
/// and the others as never used.
struct ClosedStreams: ~Copyable {
  enum Ending {
    case ended
    case resetByUs
    case resetByPeer
  }

  static let remembered = 256

  /// Nothing until a stream is closed.
  private var entries: UnsafeMutablePointer<UInt64>?
  private var capacity = 0
  private var next = 0
  /// Some of those remembered were reset by us.
  private var hasResets = false
  /// The highest of those that we reset and that may be forgotten.
  private var lastForgottenReset: UInt32 = 0

  init() {}

  deinit {
    entries?.deallocate()
  }

  @inline(__always)
  mutating func remember(_ id: UInt32, _ ending: Ending) {
    let code: UInt64 =
      switch ending {
      case .ended: 0
      case .resetByUs: 1
      case .resetByPeer: 2
      }
    if next == capacity { goRound() }
    if ending == .resetByUs { hasResets = true }
    entries.unsafelyUnwrapped[next] = UInt64(id) | code << 32
    next &+= 1
  }

  /// Begins again with the oldest, or takes memory for the first.
  private mutating func goRound() {
    next = 0
    if hasResets { noteResets() }
    guard capacity == 0 else { return }
    let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: Self.remembered)
    memory.initialize(repeating: 0, count: Self.remembered)
    entries = memory
    capacity = Self.remembered
  }

  /// Notes the resets of ours that will be forgotten from now on, one by one.
  private mutating func noteResets() {
    hasResets = false
    guard let entries else { return }
    for index in 0..<capacity where entries[index] >> 32 == 1 {
      lastForgottenReset = max(lastForgottenReset, UInt32(truncatingIfNeeded: entries[index]))
    }
  }

  func ending(of id: UInt32) -> Ending? {
    guard let entries else { return nil }
    for index in 0..<capacity where UInt32(truncatingIfNeeded: entries[index]) == id {
      switch entries[index] >> 32 {
      case 0: return .ended
      case 1: return .resetByUs
      default: return .resetByPeer
      }
    }
    return id <= lastForgottenReset ? .resetByUs : nil
  }
}
