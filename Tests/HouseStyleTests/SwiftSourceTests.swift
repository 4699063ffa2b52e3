import Testing

@Suite struct SwiftSourceTests {
  private func code(_ text: String) -> [String] {
    SwiftSource(path: "Sources/A/B.swift", text: text).code.map(trimmed)
  }

  private func comments(_ text: String) -> [String] {
    SwiftSource(path: "Sources/A/B.swift", text: text).comments.map(trimmed)
  }

  @Test(arguments: [
    ("a // b", "a", "// b"),
    ("a /* b /* c */ d */ e", "a                   e", "/* b /* c */ d */"),
    (#"a("}", 1)"#, "a(   , 1)", ""),
    (#"a("\"}")"#, "a(     )", ""),
    (##"a(#"\"#)"##, "a(     )", ""),
    (##"a(#"\#(b)"#)"##, "a(     b   )", ""),
    (#"a("\(b("}"))")"#, "a(   b(   )  )", ""),
    (#""// no""#, "", ""),
    ("func `a } b`() {", "func        () {", ""),
    ("#expect(a)", "#expect(a)", ""),
    ("a) b", "a  b", ""),
  ])
  func `code and comments come apart`(text: String, code: String, comments: String) {
    #expect(self.code(text) == [code])
    #expect(self.comments(text) == [comments])
  }

  @Test func `lines keep their numbers through strings and comments of several`() {
    let text = "a\n\"\"\"\nfunc \"x\" {\n\\(b)\n\"\"\"\n/* c\nd */ e\n"
    #expect(code(text) == ["a", "", "", "b", "", "", "e"])
    #expect(comments(text) == ["", "", "", "", "", "/* c", "d */"])
  }

  @Test(arguments: ["\"", "\"\"\"", "/*", "`", "\"\\", "\"\\(", "#\"", ")", "\"\\(a"])
  func `a broken file is read to its end`(text: String) {
    #expect(SwiftSource(path: "Sources/A/B.swift", text: text).lines.count == 1)
  }

  private func trimmed(_ line: Substring) -> String {
    let start = line.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
