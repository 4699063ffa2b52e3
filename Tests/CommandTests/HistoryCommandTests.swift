import Results
import Scenarios
import Testing

@testable import grpcbench

@Suite struct HistoryCommandTests {
  @Test(arguments: [("5%", 0.05), ("0%", 0), ("250%", 2.5)])
  func `the least change is a share`(text: String, share: Double) throws {
    #expect(try HistoryCommand.Show.leastChange(text) == share)
  }

  @Test(arguments: ["5", "-1%", "nan%", "inf%", "%", "x%"])
  func `a least change that is none is a complaint`(text: String) {
    let complaint = #expect(throws: Complaint.self) {
      try HistoryCommand.Show.leastChange(text)
    }
    #expect(complaint?.description.contains("give one such as 5%") == true)
  }

  @Test func `a metric that no history keeps is a complaint`() throws {
    #expect(try HistoryCommand.Show.metric("response.p99") == .latency(.response, .p99))
    let complaint = #expect(throws: Complaint.self) {
      try HistoryCommand.Show.metric("response.p99.99")
    }
    #expect(complaint?.description.contains("is kept in no history; it keeps") == true)
  }
}
