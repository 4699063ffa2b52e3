import Foundation
import Scenarios
import Testing
import Timing

/// `docs/scenarios.md` says what a scenario can say.
@Suite struct ScenarioPageTests {
  private let page: Page
  private let rows: [[String]]

  init() throws {
    page = try Page("docs/scenarios.md")
    rows = try #require(page.section("## Settings")?.tables.first)
  }

  private func yaml(_ settings: [String: String]) -> String {
    settings.sorted { $0.key < $1.key }.map { key, value in
      let parts = key.split(separator: ".")
      return parts.count == 1 ? "\(key): \(value)" : "\(parts[0]): {\(parts[1]): \(value)}"
    }.joined(separator: "\n")
  }

  private func plan(_ settings: [String: String]) throws -> Plan {
    try Scenario(name: "unnamed", yaml: yaml(settings)).plan()
  }

  @Test func `its keys are all the settings that there are`() {
    #expect(
      rows.compactMap { $0[0].unquoted }.sorted() == Setting.allCases.map(\.rawValue).sorted()
    )
  }

  @Test func `each default that it names is that of a scenario which does not say`() throws {
    var checked = 0
    for row in rows {
      guard let key = row[0].unquoted, let value = row[2].unquoted else { continue }
      checked += 1
      try #expect(plan([key: value]) == Plan(), "\(key): \(value)")
    }
    #expect(checked > 10)
    try #expect(plan(["rate": "1"]).streams == 100)
    try #expect(plan(["rate": "1"]).load.arrivals == .poisson)
    try #expect(plan(["deadline": "none"]).drain == .seconds(5))
    try #expect(plan(["deadline": "7s"]).drain == .seconds(7))
  }

  @Test func `whole numbers are accepted up to the limit that it names`() throws {
    var checked = 0
    for row in rows {
      guard let key = row[0].unquoted,
        let match = row[3].firstMatch(of: /^(\d+) to ([\d,]+)(?=$|[,;])/),
        let lowest = Int(match.1), let highest = Int(match.2.filter { $0 != "," })
      else { continue }
      checked += 1
      var others: [String: String] = [:]
      if key == "threads" { others["connections"] = "100000" }
      for value in [lowest, highest] {
        #expect(throws: Never.self, "\(key): \(value)") {
          try plan(others.merging([key: "\(value)"]) { $1 })
        }
      }
      for value in [lowest - 1, highest + 1] {
        #expect(throws: Complaint.self, "\(key): \(value)") {
          try plan(others.merging([key: "\(value)"]) { $1 })
        }
      }
    }
    #expect(checked == 23)
  }

  @Test func `its examples are scenarios`() throws {
    let examples = page.blocks.filter { $0.language == "yaml" }
    #expect(!examples.isEmpty)
    for example in examples {
      _ = try Scenario(name: "example", yaml: example.lines.joined(separator: "\n")).plan()
    }
  }

  @Test func `the options that it lists are those that the command has`() throws {
    let help = try Command(["run", "--help"], in: Page.root).finish().output
    let told = Set(page.code.filter { $0.hasPrefix("--") }.map { $0.prefix { $0 != " " } })
    let settings = Setting.allCases.map(\.option)
    for option in settings {
      let isOption = help.contains("\n  \(option) ")
      #expect(told.contains(Substring(option)) == isOption, "\(option)")
    }
    #expect(told.allSatisfy { settings.contains(String($0)) })
  }
}
