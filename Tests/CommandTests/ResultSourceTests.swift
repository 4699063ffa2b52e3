import Foundation
import Gate
import Results
import Scenarios
import Statistics
import Testing

@testable import grpcbench

@Suite struct ResultSourceTests {
  private func inFolder(_ body: (String, ResultSource) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "grpcbench-source-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["old-1", "old-2", "new-1"] {
      try RunFolder(path: "\(folder)/\(name)").write(Self.document.json(), as: "result.json")
    }
    let baselines = BaselineFolder(path: "\(folder)/baselines")
    try baselines.save([Self.document, Self.document], as: "main")
    try body(folder, ResultSource(baselines: baselines))
  }

  private static var document: ResultDocument {
    get throws {
      try ResultDocument(
        Recording(),
        scenario: Plan(),
        seed: 1,
        startedAt: Date(timeIntervalSince1970: 0),
        environment: .current,
        usage: Usage(clientUserSeconds: 0, clientSystemSeconds: 0, clientPeakRSS: 0),
        busyShares: [],
        stealShare: nil
      )
    }
  }

  @Test func `a word is a baseline, a folder, a file or a pattern`() throws {
    try inFolder { (folder, source) throws in
      func names(_ word: String) throws -> [String] { try source.results(word).map { $0.name } }
      let baseline = try names("main")
      #expect(baseline == ["main (1)", "main (2)"])
      for word in ["\(folder)/old-1", "\(folder)/old-1/result.json"] {
        let found = try names(word)
        #expect(found == [word])
      }
      let old = try names("\(folder)/old-*")
      #expect(old == ["\(folder)/old-1", "\(folder)/old-2"])
      let all = try names("\(folder)/*-?")
      #expect(all.count == 3)
    }
  }

  @Test(arguments: ["nothing", "old-9*", "/tmp/none/result.json"])
  func `what is none says so in one line`(word: String) throws {
    try inFolder { _, source in
      let complaint = #expect(throws: Complaint.self) { _ = try source.results(word) }
      #expect(complaint?.description.contains("\n") == false)
    }
  }
}
