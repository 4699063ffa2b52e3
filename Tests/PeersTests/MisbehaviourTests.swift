import Foundation
import Testing

extension PatientTests {
  /// Servers that die, stay silent, talk nonsense or send clients away: the run ends and adds up.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct MisbehaviourTests {
    @Test func `deadlines end a run against a server that never answers`() throws {
      let server = try Listener(Peer.script("silent"))
      let run = try GeneratorRun.of(
        server.target,
        "--streams",
        "10",
        "--duration",
        "2s",
        "--deadline",
        "500ms"
      )
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      if let summary = run.document?.summary {
        #expect(summary.ok == 0)
        #expect(summary.isWhole)
      }
    }

    @Test func `a server that takes calls and never answers them leaves each to its deadline`()
      throws
    {
      let server = try Listener(Peer.script("slow_h2", "--delay", "3600"))
      let run = try GeneratorRun.of(
        server.target,
        "--rate",
        "100",
        "--arrivals",
        "constant",
        "--duration",
        "2s",
        "--deadline",
        "500ms"
      )
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(summary.calls == 200)
      #expect(summary.status["DEADLINE_EXCEEDED"] == 200, "\(summary.failures)")
      #expect(try server.count().served == 0)
    }

    @Test func `calls that are never answered and have no deadline are unfinished in the end`()
      throws
    {
      let scenario = Peer.newPath(".yaml")
      defer { try? FileManager.default.removeItem(atPath: scenario) }
      try Data("deadline: none\ndrain: 1s\nduration: 1s\nstreams: 10\n".utf8)
        .write(to: URL(fileURLWithPath: scenario))
      let server = try Listener(Peer.script("slow_h2", "--delay", "3600"))
      let run = try GeneratorStart(server.target, [], scenario: scenario).finish()
      let document = try run.told()
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(document.summary.calls == 10)
      #expect(document.summary.unfinished == 10)
      #expect(document.summary.isWhole)
    }

    @Test(arguments: ["1", "2", "3"])
    func `random bytes for answers are a failed run with a reason`(seed: String) throws {
      let server = try Listener(Peer.script("garbage", "--seed", seed))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "2",
        "--streams",
        "10",
        "--duration",
        "2s",
        "--deadline",
        "1s"
      )
      #expect(run.status == 1, "seed \(seed)")
      #expect(!run.errors.isEmpty)
      #expect(run.seconds < 30)
      if let summary = run.document?.summary {
        #expect(summary.ok == 0)
        #expect(summary.isWhole)
      }
    }

    @Test func `GOAWAY every 100 calls sends the schedule to a new connection`() throws {
      let server = try Listener(Peer.script("goaway_every", "--calls", "100"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "1",
        "--streams",
        "20",
        "--rate",
        "300",
        "--arrivals",
        "constant",
        "--duration",
        "4s"
      )
      let summary = try run.told().summary
      let count = try server.count()
      #expect(summary.calls == 1200)
      #expect(summary.isWhole)
      #expect(summary.unfinished == 0)
      // With twenty on their way, a connection takes 119 calls at most and answers a hundred.
      #expect(summary.ok >= 1000)
      // Each answer left the server whole, before its GOAWAY.
      #expect(summary.ok == count.served)
      #expect(try #require(count.goaways) >= 9)
    }

    @Test(arguments: [[], ["--reset"]])
    func `a connection lost every 100 calls is made again while the schedule goes on`(
      options: [String]
    ) throws {
      let server = try Listener(Peer.script("drops_every", "--calls", "100") + options)
      let run = try GeneratorRun.of(
        server.target,
        "--streams",
        "20",
        "--rate",
        "300",
        "--arrivals",
        "constant",
        "--duration",
        "3s",
        "--backoff-initial",
        "50ms"
      )
      let summary = try run.told().summary
      let count = try server.count()
      let drops = try #require(count.drops)
      #expect(summary.calls == 900)
      #expect(summary.isWhole)
      #expect(summary.unfinished == 0)
      // Each of the nine connections at most loses the twenty calls that are on their way.
      #expect(summary.ok >= 700, "\(summary.failures)")
      // The connection may take a last answer with it.
      #expect(summary.ok <= count.served)
      #expect(drops >= 6)
      #expect(summary.connections.reconnects >= drops - 1)
    }

    @Test func `a server that dies between two calls leaves the rest of the schedule failed`()
      throws
    {
      let server = try Listener(Peer.script("dies", "--after", "1"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "1",
        "--rate",
        "200",
        "--arrivals",
        "constant",
        "--duration",
        "3s"
      )
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(summary.calls == 600)
      #expect(summary.isWhole)
      #expect(summary.ok > 0 && summary.ok < 500)
    }

    @Test func `a slow server is slow on both clocks and nothing fails`() throws {
      let server = try Listener(Peer.script("slow"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "1",
        "--streams",
        "50",
        "--rate",
        "100",
        "--arrivals",
        "constant",
        "--duration",
        "2s"
      )
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == 200)
      #expect(document.latency.response.p50 >= 50.0.milliseconds)
      #expect(document.service.p50 >= 49.0.milliseconds)
      #expect(try server.count().served == 200)
    }
  }
}
