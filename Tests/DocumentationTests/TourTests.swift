import Foundation
import Testing

/// `Sources/README.md` says what the sources are.
@Suite struct TourTests {
  private let tour: Page
  private let manifest: String

  init() throws {
    tour = try Page("Sources/README.md")
    manifest = try String(contentsOf: Page.root.appending(path: "Package.swift"), encoding: .utf8)
  }

  /// The targets below each `// Floor n:` of the manifest.
  private var floors: [String: Set<String>] {
    let parts = manifest.components(separatedBy: "// Tests.")[0]
      .components(separatedBy: "// Floor ").dropFirst()
    var floors: [String: Set<String>] = [:]
    for part in parts {
      let targets = part.matches(
        of: /\.(?:target|systemLibrary|executableTarget)\(\s*name: "(\w+)"/
      )
      floors[String(part.prefix { $0.isNumber }), default: []]
        .formUnion(targets.map { String($0.1) })
    }
    return floors
  }

  @Test func `the floors are those of the manifest`() throws {
    var told: [String: Set<String>] = [:]
    let table = try #require(tour.section("## Floors")?.tables.first)
    for row in table { told[row[0], default: []].insert(row[1].unquoted ?? row[1]) }
    #expect(floors.count == 9)
    #expect(told == floors)
  }

  @Test func `every target has a folder, and every folder is a target`() throws {
    let folders = try FileManager.default
      .contentsOfDirectory(atPath: Page.root.appending(path: "Sources").path)
      .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".md") }
    #expect(Set(folders) == floors.values.reduce(into: []) { $0.formUnion($1) })
  }

  @Test func `every type that the tour names is in the sources`() throws {
    let types = try declaredTypes()
    let targets = floors.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(types.contains("Pacer"))
    let named = tour.code.filter { !$0.contains("/") }
      .compactMap { $0.firstMatch(of: /^([A-Z]\w*)(\.\w+(\(\))?)?$/)?.1 }.map(String.init)
    #expect(named.count > 60)
    for name in named {
      #expect(types.contains(name) || targets.contains(name), "\(name) is in no source")
    }
  }

  @Test func `every file that the tour names is there`() {
    let paths = tour.code.filter { $0.contains("/") }
    #expect(paths.count > 20)
    for path in paths {
      let isThere = ["Sources/", ""].contains {
        FileManager.default.fileExists(atPath: Page.root.appending(path: $0 + path).path)
      }
      #expect(isThere, "\(path)")
    }
  }

  private func declaredTypes() throws -> Set<String> {
    let sources = Page.root.appending(path: "Sources")
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
      .filter { $0.hasSuffix(".swift") }
    return try files.reduce(into: []) { types, file in
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      let declarations = text.matches(of: /\b(?:struct|enum|class|protocol) ([A-Z]\w*)/)
      types.formUnion(declarations.map { String($0.1) })
    }
  }
}
