import Foundation
import Testing

extension PeersTests {
  /// An adversary in Python (PyPI's h2, hyperframe and hpack) at either end.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct AdversaryTests {
    /// What the adversary tells of one case.
    private struct Verdict: Decodable {
      var name: String
      var ok: Bool
      var answer: String

      enum CodingKeys: String, CodingKey {
        case ok, answer
        case name = "case"
      }
    }

    @Test func `a server answers an adversary as it must, and serves the others meanwhile`() throws
    {
      let server = try Listener(Peer.ours("--max-concurrent-streams", "1000"))
      let others = try GeneratorStart(
        server.target,
        ["--rate", "300", "--duration", "10s", "--deadline", "30s", "--connections", "2"]
      )
      let adversary = try Program.run(
        Peer.script(
          "adversary",
          "SERVER",
          server.target,
          "--pid",
          "\(server.program.id)",
          "--memory",
          "48"
        ),
        limit: 120
      )
      let verdicts = try adversary.output.split(separator: "\n")
        .map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
      #expect(adversary.status == 0, "\(adversary.errors)")
      #expect(verdicts.count == 44)
      for verdict in verdicts { #expect(verdict.ok, "\(verdict.name): \(verdict.answer)") }
      let run = try others.finish()
      let document = try run.told()
      let summary = document.summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.ok == summary.calls && summary.calls > 2_000)
      // A flood that has the thread for itself takes seconds from the others.
      #expect(document.service.p99 < 2500.0.milliseconds, "\(document.service.p99)")
    }

    /// What a server does wrong on purpose, and how the calls to it must end.
    struct Misbehaviour: CustomTestStringConvertible {
      var name: String
      var options: [String]
      var statuses: [String: Int]

      var testDescription: String { name }

      init(_ name: String, _ options: String..., ends statuses: [String: Int]) {
        self.name = name
        self.options = options
        self.statuses = statuses
      }

      static let exact = [
        Misbehaviour(
          "reset_codes",
          "--duration",
          "70ms",
          ends: [
            "INTERNAL": 10, "UNAVAILABLE": 1, "CANCELLED": 1, "RESOURCE_EXHAUSTED": 1,
            "PERMISSION_DENIED": 1,
          ]
        ),
        Misbehaviour(
          "http_statuses",
          "--duration",
          "60ms",
          ends: [
            "INTERNAL": 2, "UNAUTHENTICATED": 1, "PERMISSION_DENIED": 1, "UNIMPLEMENTED": 1,
            "UNAVAILABLE": 4, "UNKNOWN": 3,
          ]
        ),
        Misbehaviour(
          "answers",
          "--duration",
          "80ms",
          ends: ["OK": 3, "INTERNAL": 7, "UNKNOWN": 4, "NOT_FOUND": 1, "RESOURCE_EXHAUSTED": 1]
        ),
        Misbehaviour(
          "half_frame",
          "--duration",
          "50ms",
          "--deadline",
          "300ms",
          ends: ["DEADLINE_EXCEEDED": 10]
        ),
        Misbehaviour(
          "half_answer",
          "--duration",
          "50ms",
          "--deadline",
          "300ms",
          ends: ["DEADLINE_EXCEEDED": 10]
        ),
        Misbehaviour("settings_streams", "--duration", "200ms", ends: ["OK": 40]),
        Misbehaviour("settings_window", "--duration", "200ms", ends: ["OK": 40]),
        Misbehaviour(
          "settings_frames",
          "--duration",
          "100ms",
          "--request-size",
          "100000",
          ends: ["OK": 20]
        ),
        Misbehaviour("settings_table", "--duration", "200ms", ends: ["OK": 40]),
      ]
    }

    /// What a server that misbehaves has seen of its clients.
    private struct Seen: Decodable {
      var acknowledged: Int?
      /// Bytes beyond a window, frames above the limit, header blocks that keep a table: none of
      /// them behind the acknowledgement of the SETTINGS that forbid it.
      var violations: [String: Int]?
      /// Requests that began while nothing may be sent on a new stream.
      var held: Int?
      var largest: Int?
      /// Header blocks that open with an update of the table's size.
      var updates: Int?
      var mostOpen: Int?

      enum CodingKeys: String, CodingKey {
        case acknowledged, violations, held, largest, updates
        case mostOpen = "most_open"
      }

      init(_ output: String) throws {
        let last = output.split(separator: "\n").last ?? ""
        self = try JSONDecoder().decode(Self.self, from: Data(last.utf8))
      }
    }

    /// Calls at a fixed rate to a server that misbehaves, and what it has seen of them.
    private func play(_ name: String, _ options: [String]) throws -> (GeneratorRun, Seen) {
      let server = try Listener(Peer.script("adversary", "CLIENT", name))
      let run = try GeneratorStart(
        server.target,
        ["--rate", "200", "--arrivals", "constant", "--deadline", "30s"] + options
      ).finish()
      return (run, try Seen(try server.program.stop().output))
    }

    @Test(arguments: Misbehaviour.exact)
    func `each call to a server that misbehaves ends with its status`(case: Misbehaviour) throws {
      let (run, seen) = try play(`case`.name, `case`.options)
      let summary = try run.told().summary
      #expect(summary.status == `case`.statuses, "\(summary.failures)")
      #expect(summary.isWhole && summary.unfinished == 0)
      #expect(run.seconds < 30)
      #expect(seen.violations == nil)
      switch `case`.name {
      case "settings_streams": #expect(seen.mostOpen == 1)
      case "settings_window": #expect(seen.held ?? 0 > 0)
      case "settings_frames": #expect((16_385...100_005).contains(seen.largest ?? 0), "\(seen)")
      case "settings_table": #expect(seen.updates ?? 0 > 2)
      default: return
      }
      #expect(seen.acknowledged ?? 0 > 1, "\(seen)")
    }

    @Test(
      arguments: [
        ("settings_window", "window"), ("settings_frames", "frame"), ("settings_table", "table"),
      ]
    )
    func `a client that does not heed SETTINGS is found out`(name: String, kind: String) throws {
      for options in [[], ["--deaf"]] {
        let server = try Listener(Peer.script("adversary", "CLIENT", name))
        let client = Peer.script("heedless_client", server.target) + options
        let told = try Program.run(client, limit: 60)
        #expect(told.status == 0, "\(told.errors)")
        let seen = try Seen(try server.program.stop().output)
        if options.isEmpty {
          #expect(seen.acknowledged ?? 0 > 1, "\(seen)")
          #expect(seen.violations?[kind] ?? 0 > 0, "\(seen)")
        } else {
          #expect(seen.acknowledged == nil, "\(seen)")
        }
      }
    }

    /// How many calls are under way when the connection goes depends on the machine.
    @Test(arguments: ["goaway_single", "goaway_twice", "goaway_error", "cut"])
    func `calls to a server that goes are answered or UNAVAILABLE`(name: String) throws {
      let (run, _) = try play(name, ["--duration", "300ms"])
      let summary = try run.told().summary
      #expect(summary.calls == 60)
      #expect(summary.isWhole && summary.unfinished == 0)
      #expect(summary.ok >= 9)
      let statuses = Set(summary.status.keys)
      #expect(statuses.isSubset(of: ["OK", "UNAVAILABLE"]), "\(summary.failures)")
    }

    @Test func `a server that floods its client is left, and the client says why`() throws {
      let (run, _) = try play("floods", ["--connections", "8", "--duration", "200ms"])
      let summary = try run.told().summary
      #expect(summary.isWhole && summary.unfinished == 0)
      let told = Set(summary.failures.map(\.message))
      for kind in [
        "PING frames", "SETTINGS frames", "informational responses", "frames of unknown types",
        "frames without content", "WINDOW_UPDATE frames", "GOAWAY frames",
        "frames that nobody asked for",
      ] {
        #expect(told.contains("the server broke HTTP/2: too many \(kind)"), "\(summary.failures)")
      }
    }
  }
}
