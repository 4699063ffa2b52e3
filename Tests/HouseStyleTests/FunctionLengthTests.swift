import Testing

@Suite struct FunctionLengthTests {
  private func lengths(_ text: String) -> [FunctionLength] {
    FunctionLength.all(in: SwiftSource(path: "Sources/A/B.swift", text: text))
  }

  @Test func `a function runs from its keyword to its last brace`() {
    let text = """
      struct A {
        @inlinable
        func f(
          a: () -> Void = { b() }
        ) -> Int {
          if c { "}" }
          return 1
        }
      }
      """
    #expect(lengths(text) == [FunctionLength(line: 3, lineCount: 6)])
  }

  @Test func `a requirement of a protocol has no length`() {
    #expect(lengths("protocol P {\nfunc f() -> Int\nvar a: Int { get }\ninit(a: Int)\n}").isEmpty)
  }

  @Test func `initializers and subscripts count and calls of them do not`() {
    let text = """
      init?(a: Int) {
        self.init(b: .init(c)) { d }
      }
      subscript(a: Int) -> Int { 1 }
      deinit {
      }
      """
    #expect(lengths(text).map(\.line) == [1, 4, 5])
    #expect(lengths(text).map(\.lineCount) == [3, 1, 2])
  }

  @Test func `a function in a function counts for both`() {
    #expect(lengths("func f() {\nfunc g() {\n}\n}\n").map(\.lineCount) == [4, 2])
  }
}
