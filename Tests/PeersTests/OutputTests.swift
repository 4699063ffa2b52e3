import Foundation
import Testing

extension PeersTests {
  /// What a run prints and which files it leaves.
  @Suite(.serialized) final class OutputTests {
    private let folder = Peer.newPath()

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `--json prints the document alone, and it is valid`() throws {
      let silent = try Listener(Peer.script("slow_h2", "--delay", "3600"))
      let runs: [(options: [String], status: Int32)] = [
        ([], 0),
        (["--rate", "500", "--connections", "2", "--streams", "10"], 0),
        (["--target", silent.target, "--deadline", "100ms", "--rate", "50"], 1),
      ]
      for run in runs {
        let end = try grpcbench(["--json"] + run.options)
        #expect(end.status == run.status, "\(end.errors)")
        #expect(end.output == (try file("result.json")))
        let check = try Program.run(
          Peer.script("validate", "Results/result.schema.json"),
          input: end.output
        )
        #expect(check.status == 0, "\(run.options): \(check.output)\(check.errors)")
      }
    }

    @Test func `a run leaves the same story in five formats`() throws {
      let end = try grpcbench(["--rate", "500"])
      #expect(end.status == 0, "\(end.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      let told = ["report.html", "report.md", "report.txt", "result.csv", "result.json"]
      #expect(names.sorted() == told)
      #expect(end.output == (try file("report.txt")))

      let document = try JSONDecoder().decode(
        RunDocument.self,
        from: Data(try file("result.json").utf8)
      )
      let rows = try file("result.csv").split(whereSeparator: \.isNewline)
      #expect(rows.count == 2)
      let names0 = rows[0].split(separator: ",", omittingEmptySubsequences: false)
      let values = rows[1].split(separator: ",", omittingEmptySubsequences: false)
      let column = try #require(names0.firstIndex(of: "calls"))
      #expect(Int(values[column]) == document.summary.calls)
      #expect(try file("report.md").contains("| p99 "))
    }

    @Test func `the verdict stands above the numbers`() throws {
      let text = try grpcbench(["--rate", "500"]).output
      let verdict = try #require(text.firstRange(of: /\b(VALID|SUSPECT|INVALID)\b/))
      let number = try #require(text.firstRange(of: "p50"))
      #expect(verdict.lowerBound < number.lowerBound)
      // An open loop has two clocks, and both are always there.
      #expect(text.contains("response") && text.contains("service"))
    }

    @Test func `a stored result can be told again without its run`() throws {
      let formats = [
        "text": "report.txt", "markdown": "report.md", "json": "result.json", "csv": "result.csv",
        "html": "report.html",
      ]
      #expect(try grpcbench([]).status == 0)
      for (format, name) in formats {
        for result in ["\(folder)/", "\(folder)/result.json"] {
          let end = try Program.run([Peer.grpcbench, "report", result, "--format", format])
          #expect(end.status == 0, "\(end.errors)")
          #expect(end.output == (try file(name)), "\(format)")
        }
      }
    }

    @Test func `a run's folder is named without a slash at its end, too`() throws {
      #expect(try grpcbench([]).status == 0)
      let end = try Program.run([Peer.grpcbench, "report", folder])
      #expect(end.status == 0, "\(end.errors)")
    }

    @Test func `--quiet says nothing at all on standard error`() throws {
      let end = try grpcbench(["--quiet", "--json"])
      #expect(end.errors.isEmpty, "\(end.errors)")
    }

    @Test func `a scenario of one's own is found by name, and its runs are kept beside it`() throws
    {
      let below = "\(folder)/Scenarios/deeper"
      try FileManager.default.createDirectory(atPath: below, withIntermediateDirectories: true)
      try Data("duration: 200ms\nwarmup: 0s\n".utf8)
        .write(to: URL(fileURLWithPath: "\(folder)/Scenarios/mine.yaml"))
      let end = try Program(
        [Peer.grpcbench, "--scenario", "mine"],
        folder: URL(fileURLWithPath: below)
      ).wait()
      #expect(end.status == 0, "\(end.errors)")
      let runs = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/Results/Runs")
      #expect(runs.count == 1)
      #expect(runs.first?.wholeMatch(of: /mine-20[0-9]{6}-[0-9]{6}/) != nil)
    }

    /// A short run of our own server, with its files in the folder of this test.
    private func grpcbench(_ options: [String]) throws -> Program.End {
      try Program.run(
        [Peer.grpcbench, "--scenario", "unary", "--duration", "500ms", "--warmup", "100ms"]
          + ["--output", folder] + options
      )
    }

    private func file(_ name: String) throws -> String {
      try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }
  }
}
