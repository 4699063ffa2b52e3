import Foundation
import Scenarios
import Testing

@testable import grpcbench

@Suite struct OutputFolderTests {
  @Test func `a folder that does not exist yet is fine where one can be made`() throws {
    try OutputFolder.check(FileManager.default.temporaryDirectory.path + "/none/of/these")
  }

  @Test(arguments: ["", #filePath, #filePath + "/out"])
  func `a place that cannot be a folder is refused before the run`(path: String) {
    let complaint = #expect(throws: Complaint.self) { try OutputFolder.check(path) }
    #expect(complaint?.description.contains("give") == true)
  }
}
