import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct ShapeTests {
  private func isPlain(_ change: (inout PlannedCall) -> Void) -> Bool {
    var call = PlannedCall()
    change(&call)
    return Shape(call).isPlain
  }

  @Test func `a unary call of which nothing else is wanted is plain`() {
    #expect(isPlain { _ in })
    #expect(isPlain { $0.deadline = nil })
  }

  @Test func `whatever a clock or a comparison is needed for is not plain`() {
    #expect(!isPlain { $0.messages.verify = true })
    #expect(!isPlain { $0.messages.readRate = 1_024 })
    #expect(!isPlain { $0.cancel.after = .seconds(1) })
    #expect(!isPlain { $0.cancel.afterMessages = 1 })
    for kind in CallKind.allCases where kind != .unary { #expect(!isPlain { $0.kind = kind }) }
  }

  @Test func `large or varying requests do not go as one piece`() throws {
    var plan = Plan()
    #expect(try CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
    plan.calls[0].request.metadata = [.init(name: "x", value: "{call}")]
    #expect(try !CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
    plan.calls[0].request.metadata = [.init(name: "x", value: "constant")]
    #expect(try CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
    plan.calls[0].request.size = .fixed(CallTemplate.mostPlainBytes - 5)
    #expect(try CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
    plan.calls[0].request.size = .fixed(CallTemplate.mostPlainBytes)
    #expect(try !CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
    plan.calls[0].request.size = .uniform(10, 20)
    #expect(try !CallTemplate(plan.calls[0], plan, authority: "a").isPlain)
  }

  @Test func `messages pair where each is answered and has an instant`() {
    func pairs(_ change: (inout PlannedCall) -> Void) -> Bool {
      var call = PlannedCall()
      call.kind = .bidirectional
      (call.messages.sent, call.messages.received) = (5, 5)
      change(&call)
      return Shape(call).pairs
    }
    #expect(pairs { $0.messages.turns = .alternating })
    #expect(pairs { $0.messages.rate = try? Rate(text: "10") })
    #expect(!pairs { $0.messages.turns = .independent })
    #expect(
      !pairs {
        $0.messages.rate = try? Rate(text: "10")
        $0.messages.received = 6
      }
    )
    #expect(
      !pairs {
        $0.messages.rate = try? Rate(text: "10")
        $0.kind = .clientStreaming
      }
    )
  }
}
