import Testing

@testable import Reports

struct MarkupTests {
  @Test(arguments: [
    ("plain", "plain"), ("<a b='c' d=\"e\">&", "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;"),
    ("\u{0}\u{1B}[31mred\u{7F}\u{9B}", "[31mred"), ("two\nlines", "two\nlines"),
    ("µ · 🙂", "µ · 🙂"), ("a\u{FFFE}b", "ab"), ("\r\n", "\n"), ("", ""),
  ])
  func `text stays text`(text: String, escaped: String) {
    #expect(Markup.escaped(text) == escaped)
  }

  @Test func `elements hold attributes and content, or are closed at once`() {
    #expect(Markup.element("path", [("d", "M1 2")]) == "<path d=\"M1 2\"/>")
    #expect(Markup.element("b", [("t", "\"<")], text: "<i>") == "<b t=\"&quot;&lt;\">&lt;i&gt;</b>")
    #expect(Markup.element("g", [], ["<a/>", "<b/>"]) == "<g><a/><b/></g>")
  }

  @Test(arguments: [
    (1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-2.5, "-2.5"), (.nan, "0"), (.infinity, "0"),
    (1e300, "1000000"),
  ])
  func `coordinates have one digit after the point`(value: Double, text: String) {
    #expect(Markup.number(value) == text)
  }
}
