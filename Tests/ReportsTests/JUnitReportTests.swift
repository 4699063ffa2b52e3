import Foundation
import FoundationXML
import Reports
import Results
import Testing

struct JUnitReportTests {
  static func root(_ results: [ResultDocument]) throws -> XMLElement {
    try #require(try XMLDocument(xmlString: JUnitReport.text(results)).rootElement())
  }

  static func value(_ name: String, of element: XMLElement) -> String? {
    element.attribute(forName: name)?.stringValue
  }

  @Test func `a valid run without failures passes`() throws {
    let root = try Self.root([try Sample.closed()])
    #expect(Self.value("failures", of: root) == "0" && Self.value("tests", of: root) == "2")
    let suite = try #require(root.elements(forName: "testsuite").first)
    #expect(Self.value("name", of: suite) == "unary")
    #expect(suite.elements(forName: "testcase").count == 2)
    #expect(!JUnitReport.text([try Sample.closed()]).contains("<failure"))
  }

  @Test func `failed calls beyond what the scenario allows are a failure`() throws {
    var result = try Sample.open()
    #expect(result.summary.failed == 60)
    let failures = { (result: ResultDocument) throws -> [String] in
      let suites = try Self.root([result]).elements(forName: "testsuite")
      let cases = suites.flatMap { $0.elements(forName: "testcase") }
      return cases.filter { !$0.elements(forName: "failure").isEmpty }
        .compactMap { Self.value("name", of: $0) }
    }
    #expect(try failures(result).contains("calls end OK"))
    result.scenario = .object(["name": .string("x"), "max_failed_share": .number(0.02)])
    #expect(try !failures(result).contains("calls end OK"))
    result.summary.ok = 0
    #expect(try failures(result).contains("calls end OK"))
  }

  @Test func `an invalid measurement is a failure, a suspect one says why`() throws {
    var result = try Sample.closed()
    result.validity.reasons = ["first", "second"]
    result.validity.verdict = .suspect
    #expect(JUnitReport.text([result]).contains("<system-out>suspect: first\nsecond</system-out>"))
    #expect(Self.value("failures", of: try Self.root([result])) == "0")
    result.validity.verdict = .invalid
    #expect(Self.value("failures", of: try Self.root([result])) == "1")
    #expect(JUnitReport.text([result]).contains("<failure message=\"first\""))
  }

  @Test func `each run is a suite, and the counts are of all`() throws {
    let results = [try Sample.closed(), try Sample.empty(), try Sample.open()]
    let root = try Self.root(results)
    let suites = root.elements(forName: "testsuite")
    #expect(suites.compactMap { Self.value("name", of: $0) } == results.map(\.scenarioName))
    let sum = suites.compactMap { Self.value("failures", of: $0) }.compactMap { Int($0) }
      .reduce(0, +)
    #expect(Self.value("failures", of: root) == String(sum) && sum > 0)
  }
  @Test func `each threshold is a test case that says what was found`() throws {
    let suite = try #require(
      try Self.root([try Sample.open()]).elements(forName: "testsuite").first
    )
    let cases = suite.elements(forName: "testcase").suffix(3)
    #expect(
      cases.compactMap { Self.value("name", of: $0) } == [
        "fail if response.p99 > 5ms", "fail if failed > 0.5%",
        "fail if server.cpu_per_call > 1ms",
      ]
    )
    let failures = cases.map {
      $0.elements(forName: "failure").first.flatMap { Self.value("message", of: $0) }
    }
    #expect(failures[0] == nil)
    #expect(failures[1] == "broken threshold: failed > 0.5% (found: 0.996 %)")
    #expect(failures[2]?.hasPrefix("broken threshold: server.cpu_per_call > 1ms (found: ") == true)
    let held = try #require(cases.first?.elements(forName: "system-out").first?.stringValue)
    #expect(held.hasPrefix("found: ") && held.hasSuffix(" ms"))
    // Calls failed beyond what is allowed, and two thresholds are broken.
    #expect(Self.value("failures", of: suite) == "3" && Self.value("tests", of: suite) == "5")
  }
}
