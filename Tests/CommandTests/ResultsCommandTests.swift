import Foundation
import Results
import Scenarios
import Testing

@testable import grpcbench

@Suite struct ResultsCommandTests {
  /// A folder of runs that cannot be read, which is all that is asked of them here.
  private func withRuns(_ names: [String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Results-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in names {
      let other = "{\"schema\": \"grpcbench.result/2\"}"
      try RunFolder(path: "\(folder)/\(name)").write(other, as: RunFolder.resultName)
    }
    try body(folder)
  }

  private static func left(in folder: String) throws -> [String] {
    try KeptRun.all(in: folder).map(\.name)
  }

  private static let names = ["a-20260101-000000", "b-20260201-000000", "b-20260301-000000"]

  @Test func `without a name the newest run is meant, else the one that begins so`() throws {
    try withRuns(Self.names) { folder in
      let runs = try KeptRun.all(in: folder)
      let name = { (text: String?) in
        try ResultsShowCommand.run(named: text, of: runs, nothing: "nothing").name
      }
      #expect(try name(nil) == "b-20260301-000000")
      #expect(try name("a") == "a-20260101-000000")
      #expect(try name("b-202602") == "b-20260201-000000")
      for (wrong, reason) in [
        ("b", "is the beginning of 2 runs"), ("c", "there is no run c"), ("", "no run"),
      ] {
        let complaint = #expect(throws: Complaint.self) { try name(wrong) }
        #expect(complaint?.description.contains(reason) == true)
      }
      let complaint = #expect(throws: Complaint.self) {
        try ResultsShowCommand.run(named: nil, of: [], nothing: "there are no runs in x")
      }
      #expect(complaint?.description == "there are no runs in x; make one first")
    }
  }

  @Test func `pruning says what it would remove, and removes it only if told to`() throws {
    try withRuns(Self.names) { folder in
      let arguments = ["results", "prune", "--folder", folder, "--keep", "1"]
      #expect(GRPCBench.ending(of: arguments) == .fine)
      let before = try Self.left(in: folder)
      #expect(before == Self.names.reversed())
      #expect(GRPCBench.ending(of: arguments + ["--older-than", "520w", "--yes"]) == .fine)
      let young = try Self.left(in: folder)
      #expect(young == Self.names.reversed(), "none is ten years old")
      #expect(GRPCBench.ending(of: arguments + ["--yes"]) == .fine)
      let after = try Self.left(in: folder)
      #expect(after == ["b-20260301-000000"])
    }
  }

  @Test func `pruning leaves what is not the run's`() throws {
    try withRuns(Self.names) { folder in
      try RunFolder(path: "\(folder)/\(Self.names[0])").write("x", as: "a.yaml")
      try RunFolder(path: "\(folder)/theirs").write("{}", as: RunFolder.resultName)
      try RunFolder(path: "\(folder)/cut").write("{\"", as: RunFolder.resultName)
      let arguments = ["results", "prune", "--folder", folder, "--keep", "0", "--yes"]
      #expect(GRPCBench.ending(of: arguments) == .fine)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(left == [Self.names[0], "cut", "theirs"])
    }
  }

  @Test func `every file of a run is one that pruning removes`() {
    #expect(Set(Telling.files.map(\.name)) == Set(RunFolder.reportNames + [RunFolder.resultName]))
  }

  @Test(arguments: [
    ([], "nothing says which runs go"), (["--keep", "-1"], "--keep -1 is below zero"),
    (["--older-than", "30"], "--older-than 30 is no age"),
    (["--older-than", "d"], "is no age"), (["--older-than", "-3d"], "is no age"),
    (["--older-than", "1e9d"], "is no age"), (["--older-than", "inf d"], "is no age"),
    (["--keep", "many"], "'many' is invalid"),
  ])
  func `pruning by nonsense is a complaint`(options: [String], reason: String) {
    let ending = GRPCBench.ending(of: ["results", "prune", "--folder", "/none"] + options)
    #expect(ending.exitCode == .usage)
    #expect(ending.complaint?.contains(reason) == true, "\(ending.complaint ?? "")")
  }

  @Test(arguments: [("90m", 5_400.0), ("12h", 43_200), ("1.5d", 129_600), ("8w", 4_838_400)])
  func `ages have units`(text: String, seconds: Double) throws {
    #expect(try ResultsPruneCommand.pruning(keep: nil, olderThan: text).age == seconds)
  }

  @Test func `a list is of one run or more`() {
    let ending = GRPCBench.ending(of: ["results", "list", "--last", "-1"])
    #expect(ending.exitCode == .usage && ending.complaint?.contains("--last -1") == true)
  }
}
