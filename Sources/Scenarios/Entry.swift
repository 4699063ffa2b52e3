public import Timing

/// One setting's text and where it was written; it reads itself as any kind of value.
///
/// A file's entries and the command's options are read by the same methods, so they have one
/// grammar. Each method throws one line that begins with the place: `line 7: rate 0 is …`.
public struct Entry: Equatable, Sendable {
  public let text: String
  /// What a complaint calls the setting: `line 7: rate`, or `--rate`.
  public let subject: String

  public init(_ text: String, subject: String) {
    self.text = text
    self.subject = subject
  }

  /// A complaint about this value.
  public func complaint(_ reason: String) -> Complaint {
    Complaint("\(subject) \(Complaint.shown(text)) \(reason)")
  }

  /// Whether the setting was turned off in words.
  public var isNone: Bool { text == "none" }

  /// A whole number such as a count or a seed.
  public func whole<Number: FixedWidthInteger & Sendable>(
    in range: ClosedRange<Number>
  ) throws(Complaint) -> Number {
    let advice = "give \(range.lowerBound) to \(range.upperBound)"
    let isNegative = text.hasPrefix("-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw complaint("is not a whole number; \(advice)")
    }
    guard !isNegative else {
      throw complaint("is below \(range.lowerBound); \(advice)")
    }
    // Digits that do not fit the type are above any range of it.
    guard let number = Number(digits), number <= range.upperBound else {
      throw complaint("is above \(range.upperBound); \(advice)")
    }
    guard number >= range.lowerBound else {
      throw complaint("is below \(range.lowerBound); \(advice)")
    }
    return number
  }

  /// A number of bytes such as `65535` or `64KiB`.
  public func bytes(in range: ClosedRange<Int>) throws(Complaint) -> Int {
    let size: ByteSize
    do {
      size = try ByteSize(text: text)
    } catch {
      throw complaint(error.description)
    }
    let (least, most) = (ByteSize(range.lowerBound), ByteSize(range.upperBound))
    guard size.count >= least.count else {
      throw complaint("is below \(least); give \(least) to \(most)")
    }
    guard size.count <= most.count else {
      throw complaint("is above \(most); give \(least) to \(most)")
    }
    return size.count
  }

  /// Yes or no.
  public func flag() throws(Complaint) -> Bool {
    guard let flag = Bool(text) else { throw complaint("is neither; give true or false") }
    return flag
  }

  public func share() throws(Complaint) -> Double {
    guard let share = Double(text), (0...1).contains(share) else {
      throw complaint("is not a share; give 0 to 1, such as 0.01")
    }
    return share
  }

  /// A number that need not be whole.
  public func number(in range: ClosedRange<Double>) throws(Complaint) -> Double {
    guard let number = Double(text), range.contains(number) else {
      throw complaint("is none of the numbers from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  public func rate() throws(Complaint) -> Rate {
    do {
      return try Rate(text: text)
    } catch {
      let orClosed =
        error.description.contains("above 0") ? " or leave it out for a closed loop" : ""
      throw complaint(error.description + orClosed)
    }
  }

  /// A length of time up to what the histograms hold.
  public func length(zero isZeroAllowed: Bool) throws(Complaint) -> Nanoseconds {
    try length(zero: isZeroAllowed, upTo: Limits.histogramSpan, ", which the histograms hold")
  }

  /// A length of time up to a limit, with what a complaint says of the limit.
  public func length(
    zero isZeroAllowed: Bool,
    upTo limit: Nanoseconds,
    _ reason: String = ""
  ) throws(Complaint) -> Nanoseconds {
    let length: Nanoseconds
    do {
      length = try Nanoseconds(text: text)
    } catch {
      throw complaint(error.description)
    }
    guard isZeroAllowed || length > .zero else {
      throw complaint("is no time at all; give more, such as 10s")
    }
    guard length <= limit else {
      let most = limit.exactText
      throw complaint("is longer than \(most)\(reason); give at most \(most)")
    }
    return length
  }

  /// One of a few words.
  public func word<Word: RawRepresentable & CaseIterable>(
    _ kind: Word.Type = Word.self
  ) throws(Complaint) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue)
      throw complaint("is unknown; give \(Self.choice(words))")
    }
    return word
  }

  /// Whether the text can name a thing also where it becomes part of a path.
  var isHarmlessName: Bool {
    !text.isEmpty && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  /// Names to choose from, as a sentence has them: `a, b or c`.
  static func choice(_ names: [String]) -> String {
    guard names.count > 2, let last = names.last else { return names.joined(separator: " or ") }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Text up to a number of bytes.
  func text(upTo bytes: Int) throws(Complaint) -> String {
    guard text.utf8.count <= bytes else {
      throw Complaint("\(subject) is \(text.utf8.count) bytes long; give at most \(bytes)")
    }
    return text
  }
}
