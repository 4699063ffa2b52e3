extension Fault {
  /// Reads a fault of one knob's kind, such as `UNAVAILABLE 1% after head`.
  ///
  /// Behind what happens stand, if need be, which calls it hits (`1%`, `every 100` or `always`)
  /// and when (`before head`, `after head` or `after 3 messages`; before the head).
  public init(_ knob: Knob, text: String) throws(KnobError) {
    var words = KnobText(text, example: knob.example)
    act = try Self.act(knob, &words)
    if words.takes("every") {
      chance = .every(try words.whole("number of calls", Self.intervals))
    } else if words.takes("always") {
      chance = .always
    } else if let word = words.words.first, word.hasSuffix("%") {
      _ = words.takes(String(word))
      guard let percent = Double(word.dropLast()), (0...100).contains(percent) else {
        throw words.complaint("has \(word); give 0% to 100%")
      }
      chance = .percent(percent)
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
    guard let code = StatusName.all.firstIndex(of: name), code > 0 else {
      throw words.complaint("has \(name), which is no status of a failed call")
    }
    return .status(UInt8(code), hasDetails: false)
  }

  private static func code(
    _ name: String,
    _ words: KnobText
  ) throws(KnobError) -> UInt32 {
    if let number = errorNames.firstIndex(of: name) { return UInt32(number) }
    guard let number = UInt32(name) else {
      throw words.complaint("has \(name), which is no error code of HTTP/2")
    }
    return number
  }

  /// The error codes of HTTP/2, in the order of their numbers (RFC 9113 §7).
  static let errorNames = [
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
    "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
    "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
  ]

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

extension Fault: CustomStringConvertible {
  /// The text that `init(_:text:)` reads, without the knob's name.
  public var description: String {
    var words: [String] = []
    var details: [String] = []
    switch act {
    case .status(let code, let hasDetails):
      words.append(StatusName.name(of: code))
      if hasDetails { details.append("with details") }
    case .noStatus: words.append("no status")
    case .reset(let code):
      words.append(
        Int(code) < Self.errorNames.count ? Self.errorNames[Int(code)] : String(code)
      )
    case .drop: break
    case .goAway(let isGraceful): if !isGraceful { details.append("at once") }
    }
    words += [chance.text, point.text].compactMap(\.self) + details
    // What needs no words is said by one all the same: an empty text looks forgotten.
    return words.isEmpty ? "always" : words.joined(separator: " ")
  }
}

extension Fault.Chance {
  fileprivate var text: String? {
    switch self {
    case .always: nil
    case .percent(let percent):
      (percent == percent.rounded() ? String(Int(percent)) : String(percent)) + "%"
    case .every(let count): "every \(count)"
    }
  }
}

extension Fault.Point {
  fileprivate var text: String? {
    switch self {
    case .beforeHead: nil
    case .afterHead: "after head"
    case .afterMessages(let count): "after \(count) messages"
    }
  }
}
