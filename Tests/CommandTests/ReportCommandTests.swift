import Foundation
import Reports
import Results
import Statistics
import Testing

@testable import grpcbench

/// `grpcbench report` and `grpcbench results` on the files of a folder.
@Suite struct ReportCommandTests {
  private static func document(_ name: String = "unary") throws -> ResultDocument {
    try ResultDocument(
      Recording(),
      scenario: ["name": name],
      seed: 1,
      startedAt: Date(timeIntervalSince1970: 1_767_323_045),
      environment: Environment(
        host: "bench",
        kernel: "Linux",
        cpus: 2,
        build: "release",
        version: "0",
        commit: "",
        libraries: [:]
      ),
      usage: Usage(clientUserSeconds: 0, clientSystemSeconds: 0, clientPeakRSS: 1),
      busyShares: [],
      stealShare: nil
    )
  }

  /// Runs `body` with a new folder that is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Report-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try body(folder)
  }

  @Test(arguments: ReportFormat.allCases)
  func `a result is told by its file or by its folder, into a file`(format: ReportFormat) throws {
    try withFolder { folder in
      let document = try Self.document()
      try RunFolder(path: folder).write(try document.json(), as: "result.json")
      let output = "\(folder)/report"
      for place in [folder, "\(folder)/", "\(folder)/result.json"] {
        let arguments = ["report", place, "--format", format.rawValue, "--output", output]
        #expect(GRPCBench.ending(of: arguments) == .fine)
        let told = try String(contentsOfFile: output, encoding: .utf8)
        #expect(told == (try format.report(document)))
      }
    }
  }

  @Test func `several results go into one page, and not into one document`() throws {
    try withFolder { folder in
      for name in ["one", "two"] {
        try RunFolder(path: "\(folder)/\(name)")
          .write(try Self.document(name).json(), as: "result.json")
      }
      let places = ["\(folder)/one", "\(folder)/two"]
      let output = "\(folder)/page.html"
      let page = ["report"] + places + ["--format", "html", "--output", output]
      #expect(GRPCBench.ending(of: page) == .fine)
      #expect(try String(contentsOfFile: output, encoding: .utf8).contains("2 runs beside"))
      for format in ["json", "hgrm", "hlog"] {
        let ending = GRPCBench.ending(of: ["report"] + places + ["--format", format])
        #expect(ending.exitCode == .usage)
        #expect(ending.complaint?.contains("tells 1 at most, and 2 results were named") == true)
      }
    }
  }

  @Test func `what cannot be read is one line and exit code 2`() throws {
    try withFolder { folder in
      let whole = String(decoding: try Self.document().json(), as: UTF8.self)
      let broken = whole.replacing(#/"response" : "[^"]*"/#, with: #""response" : "broken""#)
      #expect(broken != whole)
      let cases: [(String, String, [String])] = [
        ("", "it is empty", []), ("{", "it ends too early", []),
        (String(whole.prefix(whole.count / 2)), "it ends too early", []),
        ("no result", "it is not JSON", []), ("{}", "it is not a grpcbench result", []),
        ("{\"schema\": \"grpcbench.result/2\"}", "update grpcbench", []),
        ("{\"schema\": \"grpcbench.result/1\"}", "is missing", []),
        ("\u{0}\u{1B}[2J", "it is not JSON", []),
        (broken, "reading a histogram", ["--format", "hgrm"]),
        (broken, "reading a histogram", ["--format", "hlog"]),
      ]
      for (text, reason, options) in cases {
        try RunFolder(path: folder).write(text, as: "result.json")
        let ending = GRPCBench.ending(of: ["report", folder] + options)
        #expect(ending.exitCode == .usage)
        let line = ending.complaint ?? ""
        let meant = reason == "reading a histogram" ? "give a result as grpcbench wrote it" : reason
        #expect(line.contains(meant), "\(line)")
        #expect(line.allSatisfy { !$0.isNewline } && !line.contains("\u{1B}"))
      }
    }
  }

  @Test func `a folder without a result, no file and no name are told`() throws {
    try withFolder { folder in
      for (place, reason) in [
        (folder, "there is no such file"), ("\(folder)/none.json", "there is no such file"),
        ("", "path is empty"),
      ] {
        let ending = GRPCBench.ending(of: ["report", place])
        #expect(ending.exitCode == .usage && ending.complaint?.contains(reason) == true)
      }
      try RunFolder(path: folder).write(try Self.document().json(), as: "result.json")
      let ending = GRPCBench.ending(of: ["report", folder, "--output", "\(folder)/none/x"])
      #expect(ending.exitCode == .usage && ending.complaint?.contains("writing --output") == true)
    }
  }
}
