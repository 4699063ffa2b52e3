import Scenarios
import Testing

@testable import grpcbench

@Suite struct ScenariosCommandTests {
  @Test func `each scenario is one line with its question`() throws {
    let library = ScenarioLibrary(workingDirectory: #filePath, executable: nil)
    let lines = try ScenariosCommand.lines(of: library)
    #expect(lines.count == library.names.count)
    #expect(lines.contains { $0.hasPrefix("unary             CPU per call") })
    #expect(lines.allSatisfy { $0.count <= 120 && !$0.contains("cannot be run") })
  }

  @Test func `no scenario at all is a complaint`() {
    #expect(throws: Complaint.self) {
      try ScenariosCommand.lines(of: ScenarioLibrary(folders: []))
    }
  }
}
