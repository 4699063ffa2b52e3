import Bytes

/// The last head that the caller has passed a verdict on, known again by its bytes.
///
/// A benchmark's peer says the same again and again. Comparing a head of 120 bytes takes a few
/// nanoseconds where taking it apart takes some hundred.
struct HeadMemo {
  private var bytes: [UInt8] = []
  private(set) var verdict: UInt32 = 0
  private(set) var outcome = Outcome()

  /// What follows from a head for the connection.
  struct Outcome {
    var status = 0
    var body = MessageFraming.Body.none
    var keepsAlive = true
    var expectsContinue = false
  }

  var count: Int { bytes.count }

  /// Bytes of memory that the head has, used or not.
  var memory: Int { bytes.capacity }

  /// Whether the bytes begin with the remembered head.
  func begins(_ input: Span<UInt8>) -> Bool {
    verdict != 0 && input.begins(with: bytes.span)
  }

  mutating func remember(_ head: Span<UInt8>, _ outcome: Outcome) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(head)
    self.outcome = outcome
    verdict = 0
  }

  mutating func judge(_ verdict: UInt32) {
    self.verdict = verdict
  }
}
