import Foundation
import Results
import Testing

struct BaselineFolderTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "grpcbench-baselines-\(UUID().uuidString)").path

  @Test func `a baseline is saved, read and removed`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    #expect(baselines.names.isEmpty && !baselines.contains("main"))
    let runs = try [true, false].map { try Sample.document(openLoop: $0) }
    try baselines.save(runs, as: "main")
    try baselines.save([runs[0]], as: "v1.2")
    #expect(baselines.names == ["main", "v1.2"])
    #expect(try baselines.runs(of: "main") == runs)
    try baselines.remove("main")
    #expect(baselines.names == ["v1.2"])
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/main"))
  }

  @Test func `a baseline is never overwritten`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    try baselines.save([run], as: "main")
    let failure = #expect(throws: ResultFailure.self) {
      try baselines.save([run, run], as: "main")
    }
    #expect(failure?.description.contains("there is one already") == true)
    #expect(try baselines.runs(of: "main").count == 1)
  }

  @Test func `a save that was cut short has saved nothing, and can be made again`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    // What a process leaves that is ended after one of two runs.
    try RunFolder(path: "\(folder)/.main.new").write(run.json(), as: "7.json")
    #expect(baselines.names.isEmpty && !baselines.contains("main"))
    try baselines.save([run, run], as: "main")
    #expect(try baselines.runs(of: "main").count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["main"])
  }

  @Test func `a run that cannot be written leaves nothing of the others`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    var wrong = run
    wrong.summary.durationSeconds = .nan
    #expect(throws: (any Error).self) { try baselines.save([run, wrong], as: "main") }
    #expect(!baselines.contains("main"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func `what others keep in a baseline's folder stays`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    try RunFolder(path: "\(folder)/main").write("why", as: "README")
    try baselines.save([run, run], as: "main")
    #expect(try baselines.runs(of: "main").count == 2)
    try baselines.remove("main")
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/main")
    #expect(left == ["README"])
  }

  @Test func `a folder that cannot be made names the option for another`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(filePath: folder))
    let run = try Sample.document(openLoop: true)
    let failure = #expect(throws: ResultFailure.self) {
      try BaselineFolder(path: folder).save([run], as: "main")
    }
    #expect(failure?.description.hasSuffix("give another folder with --baselines") == true)
  }

  @Test(arguments: [
    "", ".", "..", "a/b", "../a", "-x", "a b", "é", String(repeating: "a", count: 65),
  ])
  func `a name cannot lead elsewhere`(name: String) throws {
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    #expect(throws: ResultFailure.self) { try baselines.save([run], as: name) }
    #expect(throws: ResultFailure.self) { try baselines.runs(of: name) }
    #expect(throws: ResultFailure.self) { try baselines.remove(name) }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func `none of a name says which there are, and too many runs are refused`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let baselines = BaselineFolder(path: folder)
    let run = try Sample.document(openLoop: true)
    try baselines.save([run], as: "main")
    let failure = #expect(throws: ResultFailure.self) { try baselines.runs(of: "mian") }
    #expect(failure?.description.hasSuffix("there are main") == true)
    #expect(throws: ResultFailure.self) { try baselines.save([], as: "none") }
    let many = [ResultDocument](repeating: run, count: BaselineFolder.mostRuns + 1)
    #expect(throws: ResultFailure.self) { try baselines.save(many, as: "many") }
  }
}
