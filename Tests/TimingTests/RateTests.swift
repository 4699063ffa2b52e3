import Foundation
import Testing
import Timing

@Suite struct RateTests {
  @Test(
    arguments: [
      ("1000", 1_000, 1), ("0.5", 1, 2), ("2.5k", 2_500, 1), ("1M", 1_000_000, 1),
      ("0.000001", 1, 1_000_000), ("100M", 100_000_000, 1), ("0.0000005k", 1, 2_000),
      ("99999999.999999", 99_999_999_999_999, 1_000_000), ("7.50", 15, 2),
    ] as [(String, UInt64, UInt64)]
  )
  func `a written rate is an exact fraction`(
    text: String,
    numerator: UInt64,
    denominator: UInt64
  ) throws {
    let rate = try Rate(text: text)
    #expect(rate.numerator == numerator)
    #expect(rate.denominator == denominator)
  }

  @Test(arguments: [
    ("0", "rate above 0"), ("0.000", "rate above 0"), ("-5", "below zero"), ("", "not a rate"),
    ("fast", "not a rate"), ("1e3", "not a rate"), ("1_000", "not a rate"), ("5/s", "not a rate"),
    ("k", "not a rate"), ("1kM", "not a rate"), ("100000001", "above 100M"), ("101M", "above 100M"),
    ("999999999999999999M", "above 100M"), ("0.0000001", "finer than 0.000001"),
    ("9999999999999999999", "not a rate"),
  ])
  func `a text that is no rate says what is wrong in one line`(text: String, reason: String) {
    let error = #expect(throws: UnreadableText.self) { try Rate(text: text) }
    let message = error?.description ?? ""
    #expect(message.contains(reason), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test(arguments: ["1000", "0.5", "0.000001", "99999999.999999", "0.1", "33.333333", "100000000"])
  func `a rate prints as its exact text and survives as a JSON number`(text: String) throws {
    let rate = try Rate(text: text)
    #expect(rate.description == text)
    let document = try JSONEncoder().encode([rate])
    #expect(try JSONDecoder().decode([Rate].self, from: document) == [rate])
  }

  @Test(arguments: ["[0]", "[-1]", "[1e300]", "[1e-9]"])
  func `a stored number that is no rate is refused`(document: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Rate].self, from: Data(document.utf8))
    }
  }
}
