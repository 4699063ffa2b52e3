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
}
