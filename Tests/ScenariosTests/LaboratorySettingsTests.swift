import Foundation
import Testing
import Timing

@testable import Scenarios

/// What a scenario says of the laboratory, and how it comes to the server.
@Suite struct LaboratorySettingsTests {
  private func plan(_ server: String, before: String = "") throws -> Plan {
    try Scenario(name: "mine", yaml: "\(before)server:\n\(server)").plan()
  }

  @Test func `each setting is what the server is told`() throws {
    let laboratory = try plan(
      """
        seed: 9
        delay: exponential 5ms
        work: 50us
        limit_rate: 5000 burst 100
        pause: 200ms every 5s
        response_size: 1024
        gap: constant 1ms
        trickle: 100 every 10ms
        window: never
        connection_pace: 1024 every 10ms
        fail: [UNAVAILABLE 1%, no status]
        reset: CANCEL every 9
        drop: always
        go_away: every 7 at once
      """
    ).server.laboratory
    #expect(
      laboratory.arguments == [
        "--seed", "9", "--delay", "exponential 5ms", "--work", "50µs",
        "--limit-rate", "5000 burst 100", "--pause", "200ms every 5s", "--response-size", "1024",
        "--gap", "constant 1ms", "--trickle", "100 every 10ms", "--window", "never",
        "--connection-pace", "1024 every 10ms", "--fail", "UNAVAILABLE 1%", "--fail", "no status",
        "--reset", "CANCEL every 9", "--drop", "always", "--go-away", "every 7 at once",
      ]
    )
  }

  @Test func `a server that is left alone gets the scenario's seed and nothing else`() throws {
    #expect(
      try Scenario(name: "a", yaml: "seed: 7").plan().server.laboratory.arguments == [
        "--seed", "7",
      ]
    )
    #expect(try plan("  delay: none\n  fail: none").server.laboratory == LaboratoryOptions())
    #expect(try plan("  delay: none").server.laboratory.treatsAll == false)
  }

  @Test(
    arguments: [
      ("  delay: 5", "line 2: server.delay 5 has 5, which"),
      ("  threads: 1\n  delay: soon", "line 3: server.delay soon has soon, which"),
      ("  work: 11s", "line 2: server.work 11s has 11s; give 0s to 10s; write it as \"50us\""),
      ("  limit_rate: 0", "line 2: server.limit_rate 0 has 0, which"),
      (
        "  pause: 1s",
        "line 2: server.pause 1s does not say how often; write it as \"200ms every 5s\""
      ),
      ("  fail: OK", "line 2: server.fail OK has OK, which is no status of a failed call"),
      ("  fail: [ABORTED, OK]", "line 2: server.fail OK has OK, which"),
      ("  fail: [[OK]]", "line 2: server.fail has a list or a group in its list; give it values"),
      ("  delay: [1ms]", "line 2: server.delay is a list or a group; give it one value"),
      ("  reset: {a: b}", "line 2: server.reset is a list or a group; give it one value"),
      (
        "  connection_pace: 1",
        "line 2: server.connection_pace 1 does not say how often; write it as \"never\""
      ),
      ("  drop: [", "line"), ("  seed: -1", "line 2: server.seed -1 is below 0"),
      ("  limitrate: 1", "line 2: unknown key limitrate in server; did you mean limit_rate?"),
      ("  max_unsent: 1", "line 2: server.max_unsent 1 is below 65535; give 65535 to 64GiB"),
    ]
  )
  func `what it cannot do is refused in one line`(server: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try plan(server) }
    let text = complaint?.description ?? ""
    #expect(text.hasPrefix("scenario mine: \(reason)"), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test(arguments: Setting.laboratory.filter { $0 != .serverSeed })
  func `another server cannot be told`(setting: Setting) throws {
    let texts: [Setting: String] = [
      .serverDelay: "5ms", .serverWork: "1us", .serverLimitRate: "5", .serverPause: "1s every 2s",
      .serverResponseSize: "10", .serverGap: "1ms", .serverTrickle: "1 every 1s",
      .serverWindow: "never", .serverConnectionPace: "never", .serverFail: "ABORTED 1%",
      .serverReset: "CANCEL", .serverDrop: "always", .serverGoAway: "always",
    ]
    let text = try #require(texts[setting])
    let yaml = "  \(setting.rawValue.dropFirst("server.".count)): \(text)"
    let complaint = #expect(throws: Complaint.self) {
      try plan(yaml, before: "target: 127.0.0.1:50051\n")
    }
    let line = complaint?.description ?? ""
    #expect(line.contains("is for target self, and the target is 127.0.0.1:50051"), "\(line)")
    #expect(line.contains("grpcbench serve \(setting.serveOption) "), "\(line)")
    // The same file measures the own server.
    #expect(throws: Never.self) { try plan(yaml) }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `whatever is said survives as options and as a document`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func pick(_ texts: [String]) -> String? {
      let number = Int(random.next() % UInt64(texts.count + 1))
      return number == texts.count ? nil : texts[number]
    }
    let spreads = ["5ms", "0s", "exponential 1m", "lognormal 1h 0.25", "constant 1ms500us"]
      .map { $0 == "lognormal 1h 0.25" ? "lognormal 10s 0.25" : $0 }
    let paces = ["never", "1 every 1us", "16777216 every 1m"]
    let chances = ["", " 1%", " 0.07%", " every 3", " always"]
    let points = ["", " before head", " after head", " after 2 messages"]
    func faults(_ acts: [String], _ points: [String]) -> [Entry] {
      (0..<random.next() % 4).map { _ in
        let text = (pick(acts) ?? acts[0]) + (pick(chances) ?? "") + (pick(points) ?? "")
        return Entry(text.isEmpty ? "always" : text, subject: "test")
      }
    }
    var said: [Setting: [Entry]] = [
      .serverFail: faults(["ABORTED", "no status", "DATA_LOSS"], points),
      .serverReset: faults(["CANCEL", "77", "HTTP_1_1_REQUIRED"], points),
      .serverDrop: faults([""], points), .serverGoAway: faults([""], ["", " at once"]),
    ]
    for (setting, texts) in [
      (.serverDelay, spreads), (.serverGap, spreads), (.serverWork, ["1us", "10s", "0s"]),
      (.serverLimitRate, ["5000", "0.5 burst 3", "2.5k"]), (.serverPause, ["1ms every 1h"]),
      (.serverResponseSize, ["0", "3", "4194304"]), (.serverTrickle, ["1 every 1us"]),
      (.serverWindow, paces), (.serverConnectionPace, paces), (.serverSeed, ["0", "77"]),
    ] as [(Setting, [String])] {
      said[setting] = pick(texts).map { [Entry($0, subject: "test")] }
    }
    let options = try LaboratoryOptions(said)
    var again: [Setting: [Entry]] = [:]
    for (setting, texts) in options.texts {
      again[setting] = texts.map { Entry($0, subject: "again") }
    }
    #expect(try LaboratoryOptions(again) == options, "seed \(seed)")
    let document = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(LaboratoryOptions.self, from: document) == options)
  }
}
