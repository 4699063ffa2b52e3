import Foundation
import Testing

extension PatientTests {
  /// Descriptors and ports that run out while a run goes on: it is said in one line, and no call is
  /// lost.
  @Suite(.serialized) struct ShortageTests {
    /// For longer than calls are made, each stays with the connection on which it began.
    private let slow = "600ms"

    private func withDescriptors(_ count: Int) -> [String] {
      ["/bin/sh", "-c", "ulimit -n \(count); exec \"$@\"", "sh"]
    }

    /// 150 calls of which none is lost, and one line in which the fragments are.
    private func play(
      _ command: [String],
      _ options: [String],
      _ fragments: [String]
    ) throws -> RunDocument.Summary {
      let folder = Peer.newPath()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let load = ["--rate", "300", "--arrivals", "constant", "--duration", "500ms"]
      let common = ["--warmup", "0s", "--threads", "1", "--output", folder, "--json"]
      let end = try Program.run(command + options + load + common)
      #expect(end.status == 0, "\(end.errors)")
      let told = end.complaints.filter { line in fragments.allSatisfy(line.contains) }
      #expect(told.count == 1, "\(end.errors)")
      let summary = try JSONDecoder().decode(RunDocument.self, from: Data(end.output.utf8)).summary
      #expect(summary.calls == 150 && summary.ok == 150, "\(summary.failures)")
      #expect(summary.connections.failedAttempts > 0)
      return summary
    }

    /// Connections that make way for new ones and stay until their calls end: a hundred of them.
    private let churn = ["--connections", "4", "--new-connections", "200"]

    @Test func `descriptors that run out`() throws {
      let server = try Listener(Peer.ours("--delay", slow))
      let generator = [Peer.grpcbench, "--scenario", "unary", "--target", server.target]
      _ = try play(
        withDescriptors(80) + generator,
        churn,
        ["no more connections", "too many open files; raise this process's limit with ulimit -n"]
      )
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: Peer.hasNetworks, "\(Peer.noNetworks)")
    )
    func `local ports that run out`() throws {
      let scenario = try ScenarioText("target: self\nserver: {delay: \(slow)}")
      let generator = [Peer.grpcbench, "--scenario", scenario.path]
      _ = try play(
        Peer.ownNetwork + Peer.script("few_ports", "30") + generator,
        churn,
        ["no more connections", "no local port is left for this address"]
      )
    }

    @Test func `a server whose descriptors run out has the calls on fewer connections`() throws {
      let server = try Listener(withDescriptors(30) + Peer.ours())
      let summary = try play(
        [Peer.grpcbench, "--scenario", "unary", "--target", server.target],
        ["--connections", "40", "--connect-timeout", "1s"],
        ["of 40 connections do not stand", "no HTTP/2 SETTINGS within 1 s"]
      )
      #expect((1..<30).contains(summary.connections.opened))
    }
  }
}
