import Foundation
import Testing

extension PeersTests {
  /// Connections that end and begin while a run goes on, seen from outside both ends.
  @Suite(.serialized) struct ConnectionTests {
    /// How many calls of the greeter the server's own counters have by status.
    private func counted(_ path: String) throws -> [String: Int] {
      struct Row: Decodable {
        var method: String?
        var status: String?
        var calls: Int?
      }
      var counts: [String: Int] = [:]
      for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
        let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
        guard let status = row.status, row.method?.hasPrefix("greet.Greeter/") == true else {
          continue
        }
        counts[status, default: 0] += row.calls ?? 0
      }
      return counts
    }

    @Test(arguments: [
      ["--calls-per-connection", "10"], ["--new-connections", "50"],
      ["--max-connection-age", "100ms"], ["--max-idle", "5ms"],
    ])
    func `the server counts as many calls as the client, however connections come and go`(
      options: [String]
    ) throws {
      let path = Peer.newPath(".counters")
      defer { try? FileManager.default.removeItem(atPath: path) }
      let server = try Listener(
        Peer.ours("--counters", path, "--max-age", "300ms", "--max-age-grace", "20s")
      )
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "3", "--rate", "300", "--duration", "1500ms"] + options
      )
      let summary = try generator.finish().told().summary
      #expect(try server.program.stop().status == 0)
      #expect(summary.isWhole && summary.ok == summary.calls, "\(summary.failures)")
      #expect(try counted(path) == ["OK": summary.ok])
      #expect(summary.connections.ends.values.reduce(0, +) == summary.connections.opened)
      #expect(summary.connections.opened > 6)
    }

    @Test func `a server that falls silent is found out by a PING and its calls fail`() throws {
      let server = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "2", "--rate", "100", "--duration", "4s", "--deadline", "20s"]
          + ["--keepalive-time", "100ms", "--keepalive-timeout", "300ms"]
          + ["--backoff-initial", "100ms", "--backoff-max", "200ms"]
          + ["--connect-timeout", "300ms"]
      )
      Thread.sleep(forTimeInterval: 1)
      server.program.pause(1.5)
      let run = try generator.finish()
      let summary = try run.told().summary
      #expect(summary.isWhole && summary.unfinished == 0)
      #expect(summary.connections.ends["keepalive"] ?? 0 >= 1)
      #expect(summary.connections.pings >= 1)
      #expect(summary.status["UNAVAILABLE"] == summary.failed)
      #expect(summary.failures.contains { $0.message.contains("keepalive: no sign of life") })
      #expect(summary.ok > 50)
    }
  }
}
