import Bytes
import Foundation
import Ladder
import Testing

extension PeersTests {
  /// Ladders with tiny slices: what they are made of, and not what they measure.
  @Suite(.serialized) struct LadderTests {
    private let folder = Peer.newPath()

    private func ladder(_ options: String...) -> [String] {
      [Peer.grpcbench, "ladder"] + options
    }

    private let tiny = ["--slice", "50ms", "--warmup", "10ms", "--in-flight", "4"]

    @Test func `every cell does the same work, and every byte of three payloads is accounted for`()
      throws
    {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let payloads = ["empty", "mixed", "data"]
      let end = try Program.run(
        ladder("--rounds", "1", "--output", folder, "--json") + tiny
          + payloads.flatMap { ["--payload", $0] },
        limit: 300
      )
      #expect(end.status == 0, "\(end.errors)")
      let journal = try JournalFile.read(folder).journal
      #expect(journal.isComplete)
      let findings = try JSONDecoder().decode(Findings.self, from: Data(end.output.utf8))
      #expect(findings == Findings(journal))
      #expect(findings.payloads.map(\.payload.rawValue) == payloads)
      for found in findings.payloads {
        #expect(found.calls > 0 && found.failed == 0 && found.wrong == 0)
        #expect(found.wire.map(\.cell) == Cell.all)
        for row in found.wire {
          let message = row.message ?? -1
          #expect(row.isEqual == true, "\(found.payload), \(row.cell.name), \(message) B: \(row)")
        }
        #expect(found.measures.allSatisfy { $0.cells.count == 6 && $0.effects.count == 12 })
        #expect(found.codec?.rows.count == 3)
      }
      let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
      let plots = payloads.flatMap { ["cpu-\($0).svg", "effects-\($0).svg"] }
      let reports = ["journal.jsonl", "report.txt", "report.md", "findings.json", "rounds.csv"]
      #expect(files == Set(reports + plots))
    }

    /// Messages of many frames; in a debug build their codec would take longer than calls may here.
    @Test func `every byte of a long message is accounted for`() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let end = try Program.run(
        ladder("--rounds", "1", "--rates", "20", "--payload", "text", "--codec", "prepared")
          + ["--output", folder, "--json"] + tiny,
        limit: 300
      )
      #expect(end.status == 0, "\(end.errors)")
      let findings = try JSONDecoder().decode(Findings.self, from: Data(end.output.utf8))
      #expect(findings.payloads[0].wire.map(\.cell) == Cell.all)
      for row in findings.payloads[0].wire { #expect(row.isEqual == true, "\(row)") }
    }

    /// What a server does to a cell on purpose must be found, in the cell where it is.
    @Test func `a cell that is made slower is found`() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let end = try Program.run(
        ladder("--rounds", "8", "--rates", "20", "--payload", "empty", "--output", folder, "--json")
          + ["--plant", "grpc/json=1ms"] + tiny,
        limit: 300
      )
      #expect(end.status == 0, "\(end.errors)")
      let findings = try JSONDecoder().decode(Findings.self, from: Data(end.output.utf8))
      let cpu = try #require(findings.payloads[0].measures.first { $0.measure == .cpu })
      #expect(cpu.conclusion == .depends, "\(cpu)")
      let overGRPC = try #require(cpu.effect(.encoding, "grpc"))
      let overConnect = try #require(cpu.effect(.encoding, "connect"))
      #expect(overGRPC.ratio > 2 * overConnect.ratio, "\(overGRPC) \(overConnect)")
    }

    @Test(arguments: [
      ("request: { payload: mixed, compression: gzip }", "is gRPC's compression"),
      ("request: { payload: mixed, metadata: { a: b } }", "calls without metadata"),
      ("request: { payload: mixed }\nmessages: { read_rate: 1KiB }", "needs HTTP/2's windows"),
      ("request: { name: you }", "a ladder plays greet.Payloads/Echo"),
      ("request: { payload: mixed }\ntls: { enabled: true }", "calls without TLS"),
    ])
    func `a scenario that its cells cannot all carry is refused`(text: String, reason: String)
      throws
    {
      let path = folder + ".yaml"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data((text + "\n").utf8).write(to: URL(filePath: path))
      let end = try Program.run([Peer.grpcbench, "ladder", "--scenario", path])
      #expect(end.status == 2)
      #expect(end.errors.contains(reason), "\(end.errors)")
      #expect(end.complaints.count == 1, "\(end.errors)")
    }

    @Test func `a ladder that is stopped goes on where it was`() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = "\(folder)/\(JournalFile.name)"
      let first = try Program(
        ladder("--rounds", "2", "--payload", "empty", "--output", folder) + tiny,
        limit: 200
      )
      let isUnderWay = ProcessTable.waitUntil {
        ((try? JournalFile.read(folder))?.journal.entries.count ?? 0) > 8
      }
      #expect(isUnderWay)
      first.send(SIGINT)
      let stopped = try first.wait()
      #expect(stopped.status == 0, "\(stopped.errors)")
      #expect(stopped.errors.contains("--resume \(folder)"), "\(stopped.errors)")
      let part = try Data(contentsOf: URL(filePath: path))
      #expect(try Journal.read(part).tornBytes == 0)
      #expect(try !Journal.read(part).journal.isComplete)

      // As a crash would leave it.
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"slice\":".utf8))
      try handle.close()
      let second = try Program.run(ladder("--resume", folder), limit: 200)
      #expect(second.status == 0, "\(second.errors)")
      #expect(second.errors.contains("the last line was torn"), "\(second.errors)")
      let whole = try Data(contentsOf: URL(filePath: path))
      #expect(whole.starts(with: part))
      #expect(try Journal.read(whole).journal.isComplete)

      let again = try Program.run(ladder("report", folder))
      #expect(again.output == second.output)
    }

    @Test func `what cannot be gone on with is refused in one line`() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let nothing = try Program.run(ladder("--resume", folder))
      #expect(nothing.status == 2)
      #expect(nothing.complaints.count == 1)
      let other = try Program.run(ladder("--resume", folder, "--rounds", "3"))
      #expect(other.status == 2)
      #expect(other.errors.contains("--rounds is in the journal"), "\(other.errors)")
    }

    @Test func `measuring of codecs that is stopped ends by itself`() throws {
      let codec = try Program(
        [Peer.grpcbench, "codec", "--payload", "mixed", "--rounds", "10000"],
        limit: 60
      )
      // It is said when signals are taken.
      #expect(ProcessTable.waitUntil { codec.errorText().contains("takes about") })
      codec.send(SIGINT)
      let end = try codec.wait()
      #expect(end.errors.contains("codec: stopped after"), "\(end.errors)")
      let isTold = end.output.contains("mixed")
      #expect(end.status == (isTold ? 0 : 1), "\(end.output) \(end.errors)")
    }

    @Test(arguments: [
      (["--payload", "novel"], "--payload novel is unknown"),
      (["--plant", "grpc"], "--plant grpc is no cell and length"),
      (["--rounds", "0"], "--rounds 0 is below 1"),
      (["--rounds", "501"], "--rounds 501 is above 500"),
      (["report", "none", "--page", "a.md", "--format", "json"], "--page writes markdown"),
      (["report", "none", "--seed", "7"], "--seed is that of --resample"),
      (["--connections", "3"], "--connections 3 does not divide"),
      (["--rates", "20,200"], "--rates 200 is above 95"),
      (["--scenario", "mixed"], "a ladder plays one kind of call"),
      (["--scenario", "bidi-pingpong"], "a ladder plays greet.Payloads/Echo"),
    ])
    func `a ladder that makes no sense is refused`(options: [String], reason: String) throws {
      let end = try Program.run([Peer.grpcbench, "ladder"] + options)
      #expect(end.status == 2)
      #expect(end.errors.contains(reason), "\(end.errors)")
      #expect(end.complaints.count == 1)
    }
  }
}
