import Foundation
import JSON
import Testing
import Timing

/// JSON as it is written: without white space, and read by others as it was meant.
@Suite struct JSONWriterTests {
  private func text(estimate: Int = 1, _ write: (inout JSONWriter) -> Void) -> String {
    String(decoding: JSONWriter.text(estimate: estimate, write) ?? [], as: UTF8.self)
  }

  @Test func `commas stand between members and elements alone`() {
    let written = text { writer in
      writer.beginObject()
      writer.key("a")
      writer.beginList()
      for _ in 0..<2 {
        writer.element()
        writer.beginObject()
        writer.endObject()
      }
      writer.endList()
      writer.key("b" as String)
      writer.string("{[")
      writer.key("c")
      writer.bool(false)
      writer.key("d")
      writer.name("LEVEL_LOW")
      writer.endObject()
    }
    #expect(written == #"{"a":[{},{}],"b":"{[","c":false,"d":"LEVEL_LOW"}"#)
  }

  @Test(arguments: [
    ("", #""""#), ("\"\\/", #""\"\\/""#), ("\u{8}\u{c}\n\r\t", #""\b\f\n\r\t""#),
    ("\u{0}\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""), ("é東🚀", "\"é東🚀\""),
    ("12345678\"12345678", #""12345678\"12345678""#),
  ])
  func `a string has escapes only where it must`(meaning: String, text: String) {
    #expect(self.text { $0.string(meaning) } == text)
  }

  @Test func `another reader reads what was written, and we what it writes`() throws {
    var random = SplitMix64(seed: 3)
    let characters: [Character] = [
      "\"", "\\", "\n", "\u{0}", "\u{1f}", "a", "b", "é", "東", "🚀", "/",
    ]
    for length in 0..<300 {
      let string = String(
        (0..<length).map { _ in
          random.next() % 3 > 0 ? "x" : characters[Int(random.next() % UInt64(characters.count))]
        }
      )
      let ours = JSONWriter.text(estimate: 1) { $0.string(string) } ?? []
      let read = try JSONSerialization.jsonObject(with: Data(ours), options: .fragmentsAllowed)
      #expect(read as? String == string, "length \(length) (seed 3)")
      let theirs = Array(try JSONEncoder().encode(string))
      let back = try JSONReader.read(theirs.span) { (r) throws(JSONFailure) in try r.string() }
      #expect(back == string, "length \(length) (seed 3)")
    }
  }

  @Test func `bytes of every length go through base64 and back`() throws {
    var random = SplitMix64(seed: 4)
    for length in 0..<100 {
      let data = Data((0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) })
      let text = JSONWriter.text(estimate: 1) { $0.data(data) } ?? []
      #expect(String(decoding: text, as: UTF8.self) == "\"\(data.base64EncodedString())\"")
      #expect(try JSONReader.read(text.span) { (r) throws(JSONFailure) in try r.data() } == data)
    }
  }

  @Test func `an estimate that is too small changes nothing`() {
    let long = String(repeating: "\u{1}", count: 10_000)
    let small = text(estimate: 0) { $0.string(long) }
    #expect(small == text(estimate: 100_000) { $0.string(long) })
    #expect(small.utf8.count == 60_002)
  }

  @Test func `an estimate beyond all texts is no text that is too long`() {
    #expect(text(estimate: .max) { $0.string("a") } == #""a""#)
  }
}
