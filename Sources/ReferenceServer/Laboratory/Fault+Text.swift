import GRPC
import HTTP2

extension Fault {
  /// Reads a fault of one knob's kind, such as `UNAVAILABLE 1% after head`.
  ///
  /// Behind what happens stand, if need be, which calls it hits (`1%` or `every 100`; all of them)
  /// and when (`before head`, `after head` or `after 3 messages`; before the head).
  init(_ knob: Knob, text: String) throws(KnobError) {
    var words = KnobText(text, example: knob.example)
    act = try Self.act(knob, &words)
    if words.takes("every") {
      chance = .every(try words.whole("number of calls", Self.intervals))
    } else if let word = words.words.first, word.hasSuffix("%") {
      _ = words.takes(String(word))
      guard let percent = Double(word.dropLast()), (0...100).contains(percent) else {
        throw words.complaint("has \(word); give 0% to 100%")
      }
      chance = .share(percent / 100)
    }
    if case .goAway = act {
      act = .goAway(isGraceful: !words.takes("at once"))
    } else {
      point = try Self.point(&words)
    }
    if case .status(let code, _) = act, words.takes("with details") {
      act = .status(code, hasDetails: true)
    }
    try words.end()
  }

  private static func act(_ knob: Knob, _ words: inout KnobText) throws(KnobError) -> Act {
    switch knob {
    case .reset: return .reset(try code(try words.word("error code"), words))
    case .drop: return .drop
    case .goAway: return .goAway(isGraceful: true)
    default: break
    }
    if words.takes("no status") { return .noStatus }
    let name = try words.word("status")
    guard let code = StatusCode.allCases.first(where: { $0.description == name && $0 != .ok })
    else { throw words.complaint("has \(name), which is no status of a failed call") }
    return .status(code, hasDetails: false)
  }

  private static func code(
    _ name: String,
    _ words: KnobText
  ) throws(KnobError) -> ErrorCode {
    // The names of RFC 9113 §7, by their numbers.
    if let number = (0...13).first(where: { ErrorCode(rawValue: $0).description == name }) {
      return ErrorCode(rawValue: number)
    }
    guard let number = UInt32(name) else {
      throw words.complaint("has \(name), which is no error code of HTTP/2")
    }
    return ErrorCode(rawValue: number)
  }

  private static func point(_ words: inout KnobText) throws(KnobError) -> Point {
    if words.takes("before head") { return .beforeHead }
    if words.takes("after head") { return .afterHead }
    guard words.takes("after") else { return .beforeHead }
    let count = try words.whole("number of messages", Self.messages)
    guard words.takes("messages") || words.takes("message") else {
      throw words.complaint("does not say after \(count) of what")
    }
    return .afterMessages(count)
  }
}
