import Results
import Scenarios
import Testing
import Timing

struct QuestionTests {
  private func text(_ change: (inout Plan) -> Void = { _ in }) throws -> String {
    var plan = Plan()
    change(&plan)
    return Question(scenario: try JSONValue(encoding: plan)).text
  }

  @Test func `a question says what is not as usual`() throws {
    #expect(try text() == "defaults")
    let asked = try text {
      $0.connections = 3
      $0.calls[0].weight = 5
    }
    #expect(asked == "calls.0.weight 5, connections 3")
    let two = try text {
      $0.calls.append($0.calls[0])
      $0.calls[1].weight = 5
    }
    #expect(two == "calls of 2, calls.1.weight 5")
  }

  @Test func `name, seeds, targets and limits are no part of it`() throws {
    let asked = try text {
      $0.name = "other"
      $0.description = "of another one"
      $0.seed = 9
      $0.server.laboratory.seed = 9
      $0.targets = [PlannedTarget(.endpoint(.network(host: "a", port: 1)))]
      $0.maxFailedShare = 0.5
      $0.abortsOnFail = true
    }
    #expect(asked == "defaults")
    #expect(try text { $0.server.laboratory.conditions.work = .milliseconds(1) } != "defaults")
  }

  @Test func `a setting that an older run did not know is at its default`() throws {
    guard case .object(var members) = try JSONValue(encoding: Plan()) else {
      Issue.record("a plan is an object")
      return
    }
    members["threads"] = nil
    members["connections"] = .integer(3)
    #expect(Question(scenario: .object(members)).text == "connections 3")
  }

  @Test func `a long question is cut, and another one still differs`() throws {
    let texts = ["a", "b"].map { end in
      let text = String(repeating: "\u{1B}é", count: 500) + end
      return Question(scenario: .object(["x": .string(text)])).text
    }
    #expect(texts[0] != texts[1])
    for text in texts {
      #expect(text.utf8.count < 200)
      #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }
}
