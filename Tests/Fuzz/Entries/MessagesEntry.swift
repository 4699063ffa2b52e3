import GRPC

/// A stream of length-prefixed messages, cut anywhere.
///
/// The first byte decides where the stream is cut, the second what is accepted. Whole, in pieces,
/// and with the step for whole messages first, the same messages and the same end must come out.
enum MessagesEntry {
  static func play(_ input: [UInt8]) {
    guard input.count >= 2 else { return }
    let stream = Array(input[2...])
    let start = MessageDeframer(acceptsCompressed: input[1] & 1 == 1, limit: Int(input[1]) * 4)
    let whole = Reading.of(stream, by: start, cutting: 0, hasteFirst: false)
    precondition(whole == Reading.of(stream, by: start, cutting: 0, hasteFirst: true), "in haste")
    for haste in [false, true] {
      let pieces = Reading.of(stream, by: start, cutting: input[0], hasteFirst: haste)
      precondition(whole == pieces, "another reading in pieces by \(input[0])")
    }
  }
}

/// What came out of a stream.
private struct Reading: Equatable {
  /// Each message: whether it was compressed, and its bytes.
  var messages: [[UInt8]] = []
  var failure: DeframingError?
  /// What there is of a message that is not whole.
  var rest: [UInt8]?
  var isAtBoundary = true

  /// Reads a stream in pieces of 1 to `cut` bytes; 0 does not cut it.
  static func of(
    _ stream: [UInt8],
    by start: MessageDeframer,
    cutting cut: UInt8,
    hasteFirst: Bool
  ) -> Reading {
    var reading = Reading()
    var deframer = start
    var index = 0
    var state = UInt32(cut)
    while index < stream.count, reading.failure == nil {
      state = state &* 1_664_525 &+ 1_013_904_223
      let count = cut == 0 ? stream.count : 1 + Int(state >> 16) % Int(cut)
      let piece = Array(stream[index..<min(stream.count, index + count)])
      reading.read(piece, &deframer, hasteFirst)
      index += piece.count
    }
    reading.isAtBoundary = deframer.isAtBoundary
    return reading
  }

  private mutating func read(_ piece: [UInt8], _ deframer: inout MessageDeframer, _ haste: Bool) {
    let bytes = piece.span
    var offset = 0
    var steps = 0
    while failure == nil {
      steps += 1
      precondition(steps <= 2 * piece.count + 4, "\(steps) steps in \(piece.count) bytes")
      if haste, let range = deframer.wholeMessage(in: bytes, at: &offset) {
        messages.append([0] + piece[range])
        continue
      }
      switch deframer.next(in: bytes, at: &offset) {
      case .needMore:
        precondition(offset == piece.count, "\(piece.count - offset) bytes are left")
        return
      case .begin(_, let compressed): rest = [compressed ? 1 : 0]
      case .payload(let range, let last):
        rest? += piece[range]
        if last, let whole = rest {
          messages.append(whole)
          rest = nil
        }
      case .failed(let error): failure = error
      }
    }
  }
}
