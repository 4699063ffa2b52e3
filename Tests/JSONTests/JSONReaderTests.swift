import JSON
import Testing

/// What is JSON and what is not, one text at a time.
@Suite struct JSONReaderTests {
  private typealias Read<Value> = (inout JSONReader) throws(JSONFailure) -> Value

  private func read<Value>(
    _ text: String,
    _ value: (inout JSONReader) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value {
    try JSONReader.read(Array(text.utf8).span, value)
  }

  private func reason(_ bytes: [UInt8], mostLevels: Int = 100) -> JSONFailure.Reason? {
    do throws(JSONFailure) {
      try JSONReader.read(bytes.span, mostLevels: mostLevels) { (reader) throws(JSONFailure) in
        try reader.skip()
      }
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [
    "{}", "[]", "null", "true", "false", "0", "-0", "1.5e+10", "1E5", "\"\"", " [ 1 , 2 ] ",
    "{\"a\":{\"b\":[{},[],\"c\",null]}}", "\t\r\n {\"a\" : 1}\n", "\"\\u00e9\\ud83d\\ude80\"",
    "\"\u{7f}é東🚀\"", "12345678901234567890123456789012345678901234567890",
  ])
  func `a value is passed over whole`(text: String) {
    #expect(reason(Array(text.utf8)) == nil)
  }

  @Test(
    arguments: [
      ("", .cutShort), (" ", .cutShort), ("{", .cutShort), ("[", .cutShort), ("[1", .cutShort),
      ("{\"a\"", .cutShort), ("{\"a\":", .cutShort), ("\"abc", .cutShort),
      ("\"abcdefghij", .cutShort),
      ("\"\\", .cutShort), ("\"\\u12", .cutShort), ("\"\\\"", .cutShort), ("-", .notNumber),
      ("[1,]", .notNumber), ("[,1]", .notNumber), ("[1 2]", .unexpected),
      ("{\"a\":1,}", .unexpected),
      ("{,}", .unexpected), ("{a:1}", .unexpected), ("{'a':1}", .unexpected),
      ("{\"a\" 1}", .unexpected),
      ("[1}", .unexpected), ("{]", .unexpected), ("nul", .unexpected), ("nulL", .unexpected),
      ("True", .notNumber), ("tru", .unexpected), ("NaN", .notNumber), ("Infinity", .notNumber),
      ("01", .notNumber), ("-01", .notNumber), ("1.", .notNumber), (".5", .notNumber),
      ("+1", .notNumber), ("1e", .notNumber), ("1e+", .notNumber), ("0x10", .trailing),
      ("1 2", .trailing), ("{} {}", .trailing), ("[1]]", .trailing), ("/**/1", .notNumber),
      ("\"\\x\"", .escape), ("\"\\u12g4\"", .escape), ("\"\\U0041\"", .escape),
      ("\"\\ud800\"", .surrogate), ("\"\\ud800x\"", .surrogate), ("\"\\ud800\\n\"", .surrogate),
      ("\"\\ud800\\ud800\"", .surrogate), ("\"\\udc00\"", .surrogate),
      ("\"\\ud800\\u0041\"", .surrogate),
      ("\"a\nb\"", .control), ("\"aaaaaaaaaaaa\u{1}\"", .control), ("\"\u{0}\"", .control),
    ] as [(String, JSONFailure.Reason)]
  )
  func `what is no JSON is refused, with the reason`(text: String, reason: JSONFailure.Reason) {
    #expect(self.reason(Array(text.utf8)) == reason)
  }

  @Test(
    arguments: [
      [0xff], [0xc3], [0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x9f, 0x9a], [0xe6, 0x9d],
    ] as [[UInt8]]
  )
  func `bytes that are no UTF-8 are refused wherever they stand`(bytes: [UInt8]) {
    for length in 0..<18 {
      let padded = Array(repeating: UInt8(ascii: "a"), count: length) + bytes
      let string = [UInt8(ascii: "\"")] + padded + [UInt8(ascii: "\"")]
      let escaped = Array("\"\\n".utf8) + padded + [UInt8(ascii: "\"")]
      #expect(reason(string) == .notUTF8)
      #expect(reason(escaped) == .notUTF8)
      #expect(reason(Array("{".utf8) + string + Array(":1}".utf8)) == .notUTF8)
      #expect(throws: JSONFailure.self) {
        try JSONReader.read(string.span) { (reader) throws(JSONFailure) in try reader.string() }
      }
    }
  }

  @Test func `levels beyond the limit are refused, and the limit itself is not`() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep = { (levels: Int) in
        Array(
          (String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels))
            .utf8
        )
      }
      #expect(reason(deep(100)) == nil)
      #expect(reason(deep(101)) == .tooDeep)
      #expect(reason(Array(String(repeating: open, count: 1_000_000).utf8)) == .tooDeep)
      #expect(reason(deep(3), mostLevels: 2) == .tooDeep)
    }
    let wide = "[" + Array(repeating: "[]", count: 1_000).joined(separator: ",") + "]"
    #expect(reason(Array(wide.utf8)) == nil)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u6771""#, "Aé東"),
    (#""\uD83D\uDE80""#, "🚀"), (#""\udbff\udfff""#, "\u{10ffff}"), (#""\u0000""#, "\u{0}"),
    (#""12345678\n12345678\n123\u00e9""#, "12345678\n12345678\n123é"),
  ])
  func `escapes stand for their characters`(text: String, meaning: String) throws {
    #expect(try read(text) { (reader) throws(JSONFailure) in try reader.string() } == meaning)
  }

  @Test func `a quote is found wherever it stands among eight bytes`() throws {
    for length in 0..<40 {
      for escape in [nil] + (0..<length).map(Optional.init) {
        var letters = (0..<length).map { _ in "x" }
        if let escape { letters[escape] = "\\n" }
        let meaning = letters.joined().replacing("\\n", with: "\n")
        let text = "[\"\(letters.joined())\",1]"
        let read = try read(text) { (reader) throws(JSONFailure) -> String in
          try reader.beginList()
          _ = try reader.nextElement()
          let string = try reader.string()
          _ = try reader.nextElement()
          _ = try reader.int32()
          _ = try reader.nextElement()
          return string
        }
        #expect(read == meaning)
      }
    }
  }

  @Test func `what is cut anywhere is refused and nothing is read beyond it`() {
    let text = Array(#"{"aé\n":[1.5e3,"\ud83d\ude80",null,true,{"b":"c"}]}"#.utf8)
    #expect(reason(text) == nil)
    for length in 0..<text.count { #expect(reason(Array(text.prefix(length))) != nil) }
  }

  @Test(arguments: [
    ("", ""), ("AA==", "\u{0}"), ("AA", "\u{0}"), ("YWI=", "ab"), ("YWI", "ab"), ("YWJj", "abc"),
    ("Pz8/Pj4+", "???>>>"), ("Pz8_Pj4-", "???>>>"), ("Pz8\\/", "???"), ("YWJjZA==", "abcd"),
    ("\\u0059WJj", "abc"), ("YWJjYWJjYWJjYWJjYWJj\\u0059WI=", "abcabcabcabcabcab"),
  ])
  func `both alphabets of base64 are read, with padding and without`(
    text: String,
    bytes: String
  ) throws {
    let data = try read("\"\(text)\"") { (reader) throws(JSONFailure) in try reader.data() }
    #expect(Array(data) == Array(bytes.utf8))
  }

  @Test(arguments: [
    "A", "AAAAA", "A===", "====", "AA=A", "A A=", "AA=", "AAA*", "AAAA=", "é", "AA\\\"AA",
    "AAAA\\n",
  ])
  func `what is no base64 is refused`(text: String) {
    #expect(throws: JSONFailure.self) {
      try read("\"\(text)\"") { (reader) throws(JSONFailure) in try reader.data() }
    }
  }
}
