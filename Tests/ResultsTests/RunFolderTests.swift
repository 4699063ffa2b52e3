import Foundation
import Results
import Testing

struct RunFolderTests {
  static let instant = Date(timeIntervalSince1970: 1_767_323_045)

  /// Runs `body` with a new folder that is removed afterwards.
  static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "RunFolder-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path())
  }

  @Test func `a run gets a folder of its own, named for scenario and time`() throws {
    try Self.withFolder { base in
      let folders = try (0..<3).map { _ in
        try RunFolder(base: base, scenario: "unary", startedAt: Self.instant).path
      }
      let name = "\(base)/unary-20260102-030405"
      #expect(folders == [name, "\(name)-2", "\(name)-3"])
    }
  }

  @Test(arguments: [
    ("../../etc", "-..-etc"), ("", "run"), ("...", "run"), ("a b\n/c", "a-b--c"),
    ("grüße", "gr--e"),
    (".hidden", "hidden"), (String(repeating: "x", count: 999), String(repeating: "x", count: 64)),
  ])
  func `a hostile scenario name stays inside the folder`(scenario: String, name: String) throws {
    try Self.withFolder { base in
      let folder = try RunFolder(base: base, scenario: scenario, startedAt: Self.instant)
      #expect(folder.path == "\(base)/\(name)-20260102-030405")
    }
  }

  @Test func `a file is written whole`() throws {
    try Self.withFolder { base in
      let folder = try RunFolder(base: base, scenario: "unary", startedAt: Self.instant)
      let path = try folder.write("first", as: "report.txt")
      try folder.write("second", as: "report.txt")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == ["report.txt"])
    }
  }

  @Test func `a folder that cannot be made is one clear line`() throws {
    try Self.withFolder { base in
      try Data().write(to: URL(filePath: base))
      for base in [base, "\(base)/below", "/proc/grpcbench"] {
        let failure = #expect(throws: ResultFailure.self) {
          try RunFolder(base: base, scenario: "unary", startedAt: Self.instant)
        }
        let line = failure?.description ?? ""
        #expect(line.hasPrefix("making a folder for the run in \(base): "))
        #expect(line.hasSuffix("give another folder with --output") && !line.contains("\n"))
      }
    }
  }
}
