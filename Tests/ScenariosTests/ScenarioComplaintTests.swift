import Scenarios
import Testing
import Timing

/// Each wrong scenario gets one line that says where and what to do.
@Suite struct ScenarioComplaintTests {
  @Test(
    arguments: [
      ("a: 1\nrate: 0", "line 1: unknown key a; the keys are name, description, target"),
      ("seed: 1\nconnectons: 2", "line 2: unknown key connectons; did you mean connections?"),
      ("connect-timeout: 1s", "unknown key connect-timeout; did you mean connect_timeout"),
      ("server:\n  thread: 2", "line 2: unknown key thread in server; did you mean threads?"),
      ("server.threads: 2", "line 1: unknown key server.threads; did you mean server?"),
      (
        "server: 2",
        "line 1: server is a group; write keys indented below it: codec, threads, "
      ),
      (
        "request: [a]",
        "line 1: request is a group; write keys indented below it: name, size, data, "
      ),
      ("rate: 1\nrate: 2", "line 1: key rate stands there twice; delete one"),
      ("rate:", "line 1: rate has no value; give it one or delete the line"),
      ("rate: [1, 2]", "line 1: rate is a list or a group; give it one value"),
      ("? [a]\n: 1", "line 1: a key is not a word"),
      ("request:\n  ? [a]\n  : 1", "line 2: a key is not a word"),
      ("size: 1KiB", "line 1: unknown key size; write it indented below request:"),
      (
        "calls:\n  - sent: 1",
        "line 2: unknown key sent in a call; write it indented below messages:"
      ),
      (
        "calls:\n  - connections: 1",
        "line 2: unknown key connections in a call; it is one of the whole scenario, so write it"
      ),
      ("calls: 1", "line 1: calls is a list; write - method: greet.Greeter/SayHello below it"),
      ("calls: []", "line 1: calls has 0 entries; give 1 to 16"),
      (
        "calls: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]",
        "has 17 entries"
      ),
      ("calls:\n  - unary", "line 2: a call is a group; write - method: greet.Greeter/SayHello"),
      (
        "calls:\n  - calls: []",
        "line 2: unknown key calls in a call; it is one of the whole scenario"
      ),
    ] as [(String, String)]
  )
  func `a wrong key names its line`(yaml: String, reason: String) {
    expect(yaml, reason)
  }

  @Test(
    arguments: [
      ("rate: 0", "line 1: rate 0 is not a load; give a rate above 0 or leave it out"),
      ("rate: fast", "line 1: rate fast is not a rate; write calls per second"),
      ("rate: 1e12", "line 1: rate 1e12 is not a rate"),
      ("connections: 0", "line 1: connections 0 is below 1; give 1 to 100000"),
      ("connections: -3", "line 1: connections -3 is below 1; give 1 to 100000"),
      ("connections: 100001", "line 1: connections 100001 is above 100000; give 1 to 100000"),
      ("connections: 99999999999999999999", "is above 100000; give 1 to 100000"),
      ("connections: -99999999999999999999", "is below 1; give 1 to 100000"),
      ("connections: ten", "line 1: connections ten is not a whole number; give 1 to 100000"),
      ("connections: 1.5", "line 1: connections 1.5 is not a whole number"),
      ("connections: true", "line 1: connections true is not a whole number"),
      ("streams: 0", "line 1: streams 0 is below 1; give 1 to 100000"),
      ("threads: 0", "line 1: threads 0 is below 1; give 1 to 1024"),
      ("server: {threads: 0}", "line 1: server.threads 0 is below 1"),
      ("seed: -1", "line 1: seed -1 is below 0"),
      ("seed: 9007199254740992", "above 9007199254740991"),
      ("max_failed_share: 2", "line 1: max_failed_share 2 is not a share; give 0 to 1"),
      ("max_failed_share: nan", "line 1: max_failed_share nan is not a share"),
      ("duration: 0s", "line 1: duration 0s is no time at all"),
      ("duration: 10", "line 1: duration 10 has no unit; write 10ms, 10s or 10m"),
      ("duration: 5 parsecs", "line 1: duration \"5 parsecs\" has an unknown unit"),
      ("duration: 61m", "line 1: duration 61m is longer than 1h, which the histograms hold"),
      ("deadline: 0s", "line 1: deadline 0s is no time at all"),
      ("warmup: -1s", "line 1: warmup -1s is below zero"),
      ("load: half-open", "line 1: load half-open is unknown; give closed or open"),
      ("{rate: 1, arrivals: uniform}", "arrivals uniform is unknown; give constant or poisson"),
      ("calls_per_connection: 0", "line 1: calls_per_connection 0 is below 1"),
      ("keepalive_time: 0s", "line 1: keepalive_time 0s is no time at all; give more"),
      ("keepalive_time: 2h", "keepalive_time 2h is longer than 1h, which the histograms hold"),
      (
        "new_connections: 0", "line 1: new_connections 0 is not a load; give a rate above 0 or none"
      ),
      ("connect_storm: yes!", "line 1: connect_storm yes! is neither; give true or false"),
      ("backoff: {multiplier: 0.5}", "multiplier 0.5 is none of the numbers from 1.0 to 10.0"),
      ("backoff: {jitter: 2}", "line 1: backoff.jitter 2 is not a share; give 0 to 1"),
      ("backoff: {initial: 3m}", "initial 3m makes the first pause longer than the longest"),
      ("server: {max_age: 25h}", "line 1: server.max_age 25h is longer than 24h; give at most 24h"),
      ("target: localhost", "line 1: target localhost has no port; write it as localhost:50051"),
      ("target: localhost:70000", "line 1: target localhost:70000 has a port out of range"),
      ("method: SayHello", "line 1: method SayHello is not a method; write package.Service/Method"),
      ("name: ../x", "line 1: name ../x cannot name a scenario"),
    ] as [(String, String)]
  )
  func `a wrong value names its line and what to give`(yaml: String, reason: String) {
    expect(yaml, reason)
  }

  @Test(
    arguments: [
      ("{load: closed, rate: 5}", "line 1: rate 5 makes no sense with load closed; leave one"),
      ("arrivals: poisson", "line 1: arrivals poisson needs a rate; give one such as 1000"),
      ("load: open", "line 1: load open needs a rate; give one such as 1000"),
      ("connections: 2\nthreads: 3", "line 2: threads 3 is more than connections 2; each thread"),
      ("duration: 59m55s", "line 1: duration 59m55s and drain 10s are together longer than 1h"),
      ("drain: 1h", "scenario wrong: duration 10s and drain 1h are together longer than 1h"),
      ("{connections: 100000, streams: 101}", "make 10100000 calls in flight; give less"),
    ] as [(String, String)]
  )
  func `settings that contradict each other are refused`(yaml: String, reason: String) {
    expect(yaml, reason)
  }

  @Test(
    arguments: [
      ("", "the file is empty"), ("# nothing here\n", "the file is empty"),
      ("~", "the file is empty"),
      ("- rate", "the file holds no settings"), ("unary", "the file holds no settings"),
      ("rate: 'x", "line 1: this is not YAML: while scanning a quoted scalar found unexpected end"),
      ("rate: 1\n duration: 2s", "line 2: this is not YAML"),
      ("a: b: c", "line 1: this is not YAML"),
      ("\trate: 1", "line 1: this is not YAML"), ("rate: *nothing", "line 1: this is not YAML"),
      ("rate: 1\n---\nrate: 2", "this is not YAML: expected a single document"),
      ("rate: \u{1}", "the file is not YAML text: control characters are not allowed"),
    ] as [(String, String)]
  )
  func `a file that is no list of settings is refused`(yaml: String, reason: String) {
    expect(yaml, reason)
  }

  @Test(arguments: ["[", "{", "- ", "? ", "a: {"])
  func `a file nested too deep is refused before it fills the stack`(part: String) {
    expect(String(repeating: part, count: 100_000), "line 1: this is nested too deep to be read")
  }

  @Test(.timeLimit(.minutes(1)))
  func `aliases that repeat aliases are refused before they unfold`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let again = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(again)]\n"
    }
    expect(bomb + "? *a12\n: 1", "the file has 109 aliases (*), more than 32; write the values out")
  }

  @Test(.timeLimit(.minutes(1)))
  func `the worst that the allowed aliases can unfold to is small`() {
    var bomb = "a0: &a0 [x, x, x]\n"
    for level in 1...10 {
      let again = [String](repeating: "*a\(level - 1)", count: 3).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(again)]\n"
    }
    expect(bomb + "? *a10\n: 1", "unknown key a0")
  }

  @Test func `random bytes never end the process and always give one line`() {
    let alphabet = Array("rate: 1\n-[]{}&*!|>'\"%@`#,?\t~aé\u{0}\u{85}")
    var random = SplitMix64(seed: 11)
    for round in 0..<2_000 {
      let length = Int.random(in: 0...40, using: &random)
      let yaml = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "x" })
      do {
        _ = try Scenario(name: "wrong", yaml: yaml).plan()
      } catch {
        #expect(!error.description.contains("\n"), "seed 11, round \(round)")
      }
    }
  }

  private func expect(_ yaml: String, _ reason: String) {
    let complaint = #expect(throws: Complaint.self) {
      try Scenario(name: "wrong", yaml: yaml).plan()
    }
    let message = complaint?.description ?? ""
    #expect(message.hasPrefix("scenario wrong: "), "\(message)")
    #expect(message.contains(reason), "\(message)")
    #expect(!message.contains("\n") && message.utf8.count < 700, "\(message)")
  }
}
