import Foundation
import Scenarios
import Testing
import Timing

/// `docs/result.md` says what a result document holds.
@Suite struct ResultPageTests {
  private let page: Page
  private let schema: [String: Any]

  init() throws {
    page = try Page("docs/result.md")
    let data = try Data(contentsOf: Page.root.appending(path: "Results/result.schema.json"))
    schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The keys of the object that the schema describes at a path.
  private func keys(at path: String...) throws -> Set<String> {
    var place = schema
    for step in path { place = try #require(place[step] as? [String: Any], "\(step)") }
    return Set(try #require(place["properties"] as? [String: Any]).keys)
  }

  @Test func `its tables name the keys of the schema, no more and no less`() throws {
    let objects = try [
      keys(), keys(at: "properties", "environment"), keys(at: "properties", "summary"),
      keys(at: "properties", "summary", "properties", "connections"),
      keys(at: "$defs", "latencies"), keys(at: "$defs", "latency"), keys(at: "$defs", "phases"),
      keys(at: "$defs", "phase"), keys(at: "$defs", "call"), keys(at: "$defs", "target"),
      keys(at: "$defs", "peer_settings"),
      keys(at: "$defs", "server"), keys(at: "$defs", "counters"),
      keys(at: "properties", "histograms"), keys(at: "$defs", "interval"),
      keys(at: "$defs", "threshold"), keys(at: "properties", "validity"),
      keys(at: "$defs", "evidence"),
    ]
    let tables = page.tables.map { Set($0.map { $0[0].unquoted ?? $0[0] }) }
    #expect(tables.count == objects.count)
    for (table, object) in zip(tables, objects) { #expect(table == object) }
  }

  /// A plan in which nothing is left out but the size of messages.
  private static func fullPlan() throws -> Plan {
    var plan = try Scenario(name: "a", yaml: "rate: 1").plan()
    plan.calls[0].request.data = [0]
    plan.calls[0].request.metadata = [Request.MetadataField(name: "key", value: "value")]
    plan.calls[0].messages.readRate = 1
    plan.calls[0].cancel.afterMessages = 1
    plan.calls[0].cancel.after = .seconds(1)
    plan.tls = TLSSettings()
    return plan
  }

  @Test func `it names each key of a resolved scenario`() throws {
    var names: Set<String> = []
    func collect(_ value: Any) {
      for (key, inner) in value as? [String: Any] ?? [:] {
        names.insert(key)
        collect(inner)
      }
      for inner in value as? [Any] ?? [] { collect(inner) }
    }
    let plan = try JSONEncoder().encode(Self.fullPlan())
    collect(try JSONSerialization.jsonObject(with: plan))
    // What stands inside it depends on the distribution.
    names.insert("size")
    let told = try #require(page.section("## `scenario`")).code
    #expect(Set(told).subtracting(["null"]) == names)
  }
}
