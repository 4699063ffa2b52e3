import Foundation
import Results
import Testing

struct KeptRunTests {
  /// Keeps a result under a name in a folder.
  private static func keep(_ name: String, in base: String, _ text: String? = nil) throws {
    let folder = try RunFolder(path: "\(base)/\(name)")
    let document = try text.map { Data($0.utf8) } ?? Sample.document(openLoop: true).json()
    try folder.write(document, as: RunFolder.resultName)
  }

  @Test func `runs are listed by when they were, the newest first`() throws {
    try RunFolderTests.withFolder { base in
      for name in ["b-20260102-030405", "a-20260301-000000", "c-20251231-235959"] {
        try Self.keep(name, in: base)
      }
      try Self.keep("b-20260102-030405-2", in: base)
      let runs = try KeptRun.all(in: base)
      #expect(
        runs.map(\.name) == [
          "a-20260301-000000", "b-20260102-030405-2", "b-20260102-030405", "c-20251231-235959",
        ]
      )
      #expect(runs[2].startedAt == RunFolderTests.instant)
      #expect(try runs.allSatisfy { try $0.document.get().scenarioName == "unary" })
    }
  }

  @Test func `a run with a name of one's own began when its result says`() throws {
    try RunFolderTests.withFolder { base in
      try Self.keep("mine", in: base)
      let run = try #require(try KeptRun.all(in: base).first)
      let told = try Date(run.document.get().startedAt, strategy: .iso8601)
      #expect(run.startedAt == told)
    }
  }

  @Test func `what is no run is not listed, and a broken one says why`() throws {
    try RunFolderTests.withFolder { base in
      try Self.keep("cut-20260102-030405", in: base, "{\"schema\": \"grpcbench.result/1\",")
      try Self.keep("newer-20260101-030405", in: base, "{\"schema\": \"grpcbench.result/2\"}")
      _ = try RunFolder(path: "\(base)/empty")
      try RunFolder(path: base).write("x", as: "result.json")
      try Self.keep("theirs-20260101-030405", in: base, "{\"schema\": \"other/1\"}")
      try Self.keep("also-theirs", in: base, "{}")
      try FileManager.default.createSymbolicLink(
        atPath: "\(base)/link",
        withDestinationPath: "\(base)/cut-20260102-030405"
      )
      let runs = try KeptRun.all(in: base)
      #expect(runs.map(\.name) == ["cut-20260102-030405", "newer-20260101-030405"])
      let reasons = runs.map { run in
        if case .failure(let failure) = run.document { failure.description } else { "" }
      }
      #expect(reasons[0].contains("it ends too early"))
      #expect(reasons[1].contains("grpcbench.result/2 and this grpcbench reads"))
    }
  }

  @Test func `a folder that is not there has no runs`() throws {
    #expect(try KeptRun.all(in: "/none/at/all").isEmpty)
  }

  @Test func `what is beside a run's files stays when it is removed`() throws {
    try RunFolderTests.withFolder { base in
      try Self.keep("mine", in: base)
      let folder = try RunFolder(path: "\(base)/mine")
      for name in RunFolder.reportNames + ["a.yaml"] { try folder.write("x", as: name) }
      let run = try #require(try KeptRun.all(in: base).first)
      #expect(try !run.remove())
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(base)/mine") == ["a.yaml"])
      #expect(try KeptRun.all(in: base).isEmpty)
    }
  }

  @Test func `a broken result is surely a run only by its folder's name`() throws {
    try RunFolderTests.withFolder { base in
      try Self.keep("a-20260102-030405", in: base, "{\"cut")
      try Self.keep("b", in: base, "{\"cut")
      try Self.keep("c", in: base, "{\"schema\": \"grpcbench.result/2\"}")
      try Self.keep("d", in: base)
      let runs = try KeptRun.all(in: base).sorted { $0.name < $1.name }
      #expect(runs.map(\.isCertain) == [true, false, true, true])
    }
  }

  @Test func `a run is removed with its folder`() throws {
    try RunFolderTests.withFolder { base in
      try Self.keep("a-20260102-030405", in: base)
      try Self.keep("b-20260102-030405", in: base)
      let run = try #require(try KeptRun.all(in: base).first { $0.name.hasPrefix("a") })
      #expect(try run.remove())
      #expect(try KeptRun.all(in: base).map(\.name) == ["b-20260102-030405"])
      #expect(throws: ResultFailure.self) { try run.remove() }
    }
  }
}
