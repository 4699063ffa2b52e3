import Foundation
import Scenarios
import Testing
import Timing

@Suite struct PlanTests {
  @Test func `a plan survives as a document`() throws {
    for plan in try plans() {
      let document = try JSONEncoder().encode(plan)
      #expect(try JSONDecoder().decode(Plan.self, from: document) == plan)
    }
  }

  @Test func `the document of a plan is flat, named in snake case and leaves nothing out`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = try encoder.encode(try plans()[1])
    #expect(
      String(decoding: document, as: UTF8.self) == #"""
        {"connect_timeout_ns":5000000000,"connections":2,"deadline_ns":null,\#
        "description":"","drain_ns":5000000000,"duration_ns":10000000000,\#
        "load":{"arrivals":"constant","loop":"open","rate_per_s":0.5},"max_failed_share":0.01,\#
        "method":"greet.Greeter/SayHello","name":"open","request":{"name":"world"},"seed":1,\#
        "server":{"max_concurrent_streams":100000,"threads":1},"streams":100,\#
        "target":"[::1]:50051","threads":1,"warmup_ns":2000000000}
        """#
    )
  }

  @Test(arguments: [
    (#""target":"self""#, #""target":"nowhere""#),
    (#""method":"greet.Greeter/SayHello""#, #""method":"nothing""#),
    (#""threads":1,"#, ""),
  ])
  func `a document that is no plan is refused`(part: String, wrong: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(Plan()), as: UTF8.self)
    #expect(text.contains(part))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Plan.self, from: Data(text.replacing(part, with: wrong).utf8))
    }
  }

  private func plans() throws -> [Plan] {
    [
      Plan(),
      try Scenario(
        name: "open",
        yaml: """
          target: "[::1]:50051"
          connections: 2
          rate: 0.5
          arrivals: constant
          deadline: none
          """
      ).plan(),
    ]
  }
}
