import Foundation
import Scenarios
import Testing
import Timing

/// The scenarios of this package, as people read them and as they resolve.
@Suite struct ScenarioFilesTests {
  private static let library = ScenarioLibrary(workingDirectory: #filePath, executable: nil)

  @Test(arguments: library.names)
  func `each begins with its question and says what it is not for`(name: String) throws {
    let text = try text(of: name)
    let question = text.split(separator: "\n").first ?? ""
    #expect(question.hasPrefix("# ") && question.contains("?"))
    #expect(text.contains(/not\s+(# )?for/))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: Set(Setting.allCases).subtracting([.name, .kind, .weight, .load]))
  func `the one to copy shows every setting of a call alone`(setting: Setting) throws {
    let key = setting.rawValue.split(separator: ".").last ?? ""
    #expect(try text(of: "unary").contains("\(key):"))
  }

  @Test func `the one to copy is what its defaults are`() throws {
    var expected = Plan()
    expected.name = "unary"
    expected.streams = 100
    var plan = try plan("unary")
    plan.description = ""
    #expect(plan == expected)
  }

  @Test func `the calls of the mixed one are of all kinds`() throws {
    let calls = try plan("mixed").calls
    #expect(Set(calls.map(\.kind)) == Set(CallKind.allCases))
    #expect(calls.map(\.weight).reduce(0, +) == 100)
  }

  @Test func `a third of the calls in the one about deadlines must miss theirs`() throws {
    let plan = try plan("deadlines")
    let lengths = try plan.calls.map { call in
      let rate = try #require(call.messages.rate)
      return Double(call.messages.sent - 1) / rate.callsPerSecond
    }
    #expect(plan.calls.allSatisfy { $0.deadline == .milliseconds(100) && $0.weight == 1 })
    #expect(lengths.sorted() == [0.05, 0.08, 0.15])
    #expect(plan.maxFailedShare == 1)
  }

  @Test func `the slow reader's window holds less than it reads in a second`() throws {
    let plan = try plan("slow-reader")
    let readRate = try #require(plan.calls[0].messages.readRate)
    let size = try #require(plan.calls[0].request.size?.most)
    let received = try #require(plan.calls[0].messages.received)
    #expect(plan.http2.streamWindow < readRate)
    #expect(plan.http2.connectionWindow > plan.http2.streamWindow * plan.streams)
    #expect(size * received > plan.http2.streamWindow)
  }

  private func plan(_ name: String) throws -> Plan {
    try Self.library.scenario(name).plan()
  }

  private func text(of name: String) throws -> String {
    let folder = try #require(Self.library.folders.first)
    return try String(contentsOfFile: "\(folder)/\(name).yaml", encoding: .utf8)
  }
}
