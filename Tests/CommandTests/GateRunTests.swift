import Gate
import Load
import Scenarios
import Testing
import Timing

@testable import grpcbench

@Suite struct GateRunTests {
  private func question(
    _ yaml: String = "rate: none",
    rate: Double? = 1_000,
    side: GateSide = .build("./grpcbench")
  ) throws -> GateRun.Question {
    GateRun.Question(
      scenario: try Scenario(name: "test", yaml: yaml),
      baseline: side,
      candidate: side,
      rate: rate,
      share: 0.4,
      round: .seconds(10),
      warmup: .zero,
      slices: SlicePlan(seed: 1),
      rules: GateRules(),
      isPinned: false
    )
  }

  @Test(arguments: [0.5, 1, 10, 10.6])
  func `a rate that gives a round too few calls is refused in one line`(rate: Double) throws {
    let complaint = #expect(throws: Complaint.self) { try GateRun(try question(rate: rate)) }
    let line = complaint?.description ?? ""
    #expect(line.hasPrefix("--rate ") && line.contains(" counted calls a round, and 50 are needed"))
    #expect(line.hasSuffix("give a higher --rate or a longer --round"))
  }

  @Test func `a side has half of a round's calls without the beginnings of slices`() throws {
    let gate = try GateRun(try question(rate: 11))
    try gate.findRate()
    #expect(gate.rate == 11)
    #expect(abs(try question().countedCalls(rate: 1_000) - 4_700) < 1e-6)
  }

  /// Over HTTP/1.1 a connection carries one call, so a plan's streams are connections already.
  @Test(
    arguments: [
      ("connections: 3", 6, 100), ("connections: 3\nstreams: 7", 6, 7),
      ("protocol: http1\nstreams: 20", 40, 1),
      ("protocol: http1\nconnections: 3\nstreams: 20", 120, 1), ("protocol: http1", 200, 1),
    ]
  )
  func `both sides together have twice the connections of one`(
    yaml: String,
    connections: Int,
    streams: Int
  ) throws {
    let plan = try GateRun(try question(yaml)).plan
    #expect(plan.connections == connections && plan.streams == streams)
    #expect(plan.targets.count == 2)
  }

  @Test func `builds are started as the scenario says of its server`() throws {
    let yaml = """
      server:
        threads: 2
        max_concurrent_streams: 10
        codec: prepared
        max_age: 30s
      """
    let plan = try GateRun(try question(yaml)).plan
    let start = GateSide.build("x").start(port: 7, plan.server) ?? ""
    let said = " --threads 2 --max-concurrent-streams 10 --codec prepared --keepalive-time "
    #expect(start.contains("--ends-with-parent" + said), "\(start)")
    #expect(start.contains(" --max-age 30s"))
  }

  @Test func `a scenario that a gate cannot play is refused before a server is started`() throws {
    let secured = "tls:\n  ca: /nowhere/ca.pem"
    let complaint = #expect(throws: Complaint.self) { try GateRun(try question(secured)) }
    #expect(complaint?.description.contains("tls needs a server's certificate") == true)
    let command = GateSide.command("server --port {port}")
    #expect(try GateRun(try question(secured, side: command)).plan.tls != nil)
  }
}
