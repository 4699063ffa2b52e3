import Testing

/// Each rule twice: the package keeps it, and a planted violation proves that the rule can fail.
@Suite struct HouseStyleTests {
  private func plant(_ text: String, at path: String = "Sources/Load/File.swift") -> SwiftSource {
    SwiftSource(path: path, text: text)
  }

  private func expectKept(
    _ rule: HouseRule,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    for violation in try SourceTree.sources.get().flatMap(rule.violations) {
      Issue.record("\(violation)", sourceLocation: location)
    }
  }

  @Test func `the walk finds the package`() throws {
    let paths = try SourceTree.sources.get().map(\.path)
    #expect(paths.contains("Tests/HouseStyleTests/HouseStyleTests.swift"))
    #expect(paths.contains("Sources/Timing/Instant.swift"))
    #expect(!paths.contains { $0.contains("/Generated/") })
  }

  @Test func `no file is over 400 lines`() throws {
    try expectKept(.fileLength)
    let line = "let a = 1\n"
    #expect(HouseRule.fileLength.violations(plant(String(repeating: line, count: 400))).isEmpty)
    #expect(HouseRule.fileLength.violations(plant(String(repeating: line, count: 401))).count == 1)
  }

  @Test func `no line is over 100 columns`() throws {
    try expectKept(.lineLength)
    let fits = String(repeating: "é", count: 100)
    #expect(HouseRule.lineLength.violations(plant(fits)).isEmpty)
    #expect(
      HouseRule.lineLength.violations(plant("a\n\(fits)é\n")) == [
        "Sources/Load/File.swift:2: over 100 columns; break the line"
      ]
    )
  }

  @Test func `no function is over 70 lines`() throws {
    try expectKept(.functionLength)
    func function(of count: Int) -> SwiftSource {
      plant("func f() {\n" + String(repeating: "g()\n", count: count - 2) + "}\n")
    }
    #expect(HouseRule.functionLength.violations(function(of: 70)).isEmpty)
    #expect(HouseRule.functionLength.violations(function(of: 71)).count == 1)
  }

  @Test func `nothing prints outside the command`() throws {
    try expectKept(.noPrint)
    for text in ["print(1)", "  Swift.print(1)", "f(); print(\"a\")", "\"\\(print(1))\""] {
      #expect(HouseRule.noPrint.violations(plant(text)).count == 1, "\(text)")
      #expect(HouseRule.noPrint.violations(plant(text, at: "Tests/A/B.swift")).count == 1)
      #expect(HouseRule.noPrint.violations(plant(text, at: "Sources/grpcbench/B.swift")).isEmpty)
    }
    for text in ["// print(1)", "\"print(1)\"", "a.print(1)", "sprint(1)", "func print() {}"] {
      #expect(HouseRule.noPrint.violations(plant(text)).isEmpty, "\(text)")
    }
  }

  @Test func `nothing calls fatalError`() throws {
    try expectKept(.noFatalError)
    #expect(HouseRule.noFatalError.violations(plant("fatalError(\"no\")")).count == 1)
    #expect(HouseRule.noFatalError.violations(plant("/* fatalError() */")).isEmpty)
  }

  @Test func `no comment leaves work undone`() throws {
    try expectKept(.noLeftovers)
    for word in ["TODO", "FIXME"] {
      #expect(HouseRule.noLeftovers.violations(plant("let a = 1  // \(word): b")).count == 1)
      #expect(HouseRule.noLeftovers.violations(plant("/*\n\(word) */")).count == 1)
    }
    #expect(HouseRule.noLeftovers.violations(plant("let a = \"TODO\"")).isEmpty)
  }

  @Test func `no name says nothing`() throws {
    try expectKept(.names)
    for text in ["struct CallManager {", "final class StringUtils {", "enum CallImpl<A> {"] {
      #expect(HouseRule.names.violations(plant(text)).count == 1, "\(text)")
    }
    #expect(HouseRule.names.violations(plant("", at: "Sources/Load/CallHelper.swift")).count == 1)
    #expect(HouseRule.names.violations(plant("struct Managers {}\n// class AManager")).isEmpty)
  }

  @Test func `pointers stay on the unsafe floors`() throws {
    try expectKept(.unsafeFloors)
    for text in [
      "let a: UnsafeMutablePointer<Int>", "f(UnsafeRawBufferPointer(a))",
      "Unmanaged.passRetained(a)", "let a: UnsafePointer<Int>",
    ] {
      #expect(HouseRule.unsafeFloors.violations(plant(text)).count == 1, "\(text)")
      #expect(HouseRule.unsafeFloors.violations(plant(text, at: "Sources/HTTP2/A.swift")).isEmpty)
    }
  }

  @Test func `imports point down the floors`() throws {
    try expectKept(.importDirection)
    for text in [
      "import ReferenceServer", "public import Results", "@testable import Load",
      "import struct Reports.Table", "@_exported import grpcbench",
    ] {
      #expect(HouseRule.importDirection.violations(plant(text)).count == 1, "\(text)")
    }
    #expect(HouseRule.importDirection.violations(plant("import GRPC\nimport Glibc")).isEmpty)
    #expect(
      HouseRule.importDirection.violations(plant("", at: "Sources/Attic/A.swift")).count == 1
    )
  }
}
