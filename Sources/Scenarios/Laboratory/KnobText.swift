import Timing

/// The words of a knob's text, read one after the other.
struct KnobText {
  /// How the text of the knob looks, for complaints.
  private let example: String
  private(set) var words: ArraySlice<Substring>

  init(_ text: String, example: String) {
    self.example = example
    words = text.split(separator: " ")[...]
  }

  var isEmpty: Bool { words.isEmpty }

  /// Takes the next words if they are these.
  mutating func takes(_ phrase: String) -> Bool {
    let wanted = phrase.split(separator: " ")
    guard words.starts(with: wanted) else { return false }
    words.removeFirst(wanted.count)
    return true
  }

  mutating func word(_ what: String) throws(KnobError) -> String {
    guard let word = words.popFirst() else { throw complaint("has no \(what)") }
    return String(word)
  }

  mutating func length(_ range: ClosedRange<Nanoseconds>) throws(KnobError) -> Nanoseconds {
    let word = try word("length of time")
    let length: Nanoseconds
    do {
      length = try Nanoseconds(text: word)
    } catch {
      throw complaint("has \(word), which \(error)")
    }
    guard range.contains(length) else {
      throw complaint(
        "has \(word); give \(range.lowerBound.exactText) to \(range.upperBound.exactText)"
      )
    }
    return length
  }

  mutating func whole(_ what: String, _ range: ClosedRange<Int>) throws(KnobError) -> Int {
    let word = try word(what)
    guard word.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(word),
      range.contains(number)
    else {
      throw complaint("has \(word) as its \(what); give \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func number(_ what: String, _ range: ClosedRange<Double>) throws(KnobError) -> Double {
    let word = try word(what)
    guard let number = Double(word), range.contains(number) else {
      throw complaint("has \(word) as its \(what); give \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Nothing may be left.
  func end() throws(KnobError) {
    guard let word = words.first else { return }
    throw complaint("has a \(word) that means nothing there")
  }

  func complaint(_ reason: String) -> KnobError {
    KnobError("\(reason); write it as \(example)")
  }
}
