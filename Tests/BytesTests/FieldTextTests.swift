import Bytes
import Testing

@Suite struct FieldTextTests {
  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("00100", 100), ("100", 100), ("101", nil), ("", nil), ("-1", nil),
      ("+1", nil), ("1 ", nil), ("1a", nil), ("99999999999999999999999999", nil),
    ] as [(String, Int?)]
  )
  func `a whole number is digits alone and within its limit`(text: String, number: Int?) {
    #expect(text.utf8Span.span.wholeNumber(upTo: 100) == number)
  }

  @Test func `the largest limit does not overflow`() {
    #expect("\(Int.max)".utf8Span.span.wholeNumber(upTo: .max) == .max)
    #expect("\(Int.max)0".utf8Span.span.wholeNumber(upTo: .max) == nil)
  }
}
