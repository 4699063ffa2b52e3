import Scenarios
import Testing
import Timing

@Suite struct ScenarioTests {
  @Test func `a scenario that says almost nothing gets every default`() throws {
    var expected = Plan()
    expected.name = "small"
    #expect(try Scenario(name: "small", yaml: "connections: 1").plan() == expected)
  }

  @Test func `every setting arrives in the plan`() throws {
    let plan = try Scenario(name: "full.yaml", yaml: everySetting).plan()
    var expected = Plan()
    expected.name = "everything"
    expected.description = "Two lines of text"
    expected.targets = [PlannedTarget(.endpoint(.unix(path: "/run/greeter.sock")))]
    expected.calls[0].method = try Scenario(name: "m", yaml: "method: a.B/C").plan().calls[0].method
    expected.calls[0].name = "C"
    expected.calls[0].request.name = "Ada"
    expected.threads = 3
    expected.connections = 4
    expected.streams = 50
    expected.load = .open(rate: try Rate(text: "2500"), arrivals: .constant)
    expected.duration = .seconds(90)
    expected.warmup = .zero
    expected.drain = .milliseconds(1500)
    expected.calls[0].deadline = .milliseconds(250)
    expected.connectTimeout = .seconds(1)
    expected.seed = 42
    expected.maxFailedShare = 0.5
    expected.server.threads = 2
    expected.server.maxConcurrentStreams = 10
    #expect(plan == expected)
    #expect(plan.calls[0].method.path == "/a.B/C")
  }

  @Test(
    arguments: [
      ("rate: 100", 100, 10), ("connections: 1", 1, 10), ("deadline: 3s", 1, 3),
      ("deadline: none", 1, 5), ("drain: 0s", 1, 0),
    ] as [(String, Int, Int64)]
  )
  func `defaults follow from what is given`(yaml: String, streams: Int, drain: Int64) throws {
    let plan = try Scenario(name: "s", yaml: yaml).plan()
    #expect(plan.streams == streams)
    #expect(plan.drain == .seconds(drain))
  }

  @Test func `an open loop is Poisson unless it says otherwise`() throws {
    let load = try Scenario(name: "s", yaml: "{load: open, rate: 1k}").plan().load
    #expect(load == .open(rate: try Rate(text: "1000"), arrivals: .poisson))
  }

  @Test func `an alias is a value like any other`() throws {
    let plan = try Scenario(name: "s", yaml: "warmup: &length 3s\nduration: *length").plan()
    #expect(plan.duration == .seconds(3))
  }

  @Test func `overrides take the place of the file's settings`() throws {
    let scenario = try Scenario(name: "s", yaml: "connections: 4\nduration: 5s\nseed: 9")
    var overrides = Overrides()
    overrides[.connections] = "8"
    overrides[.duration] = "1m30s"
    let plan = try scenario.plan(overrides: overrides)
    #expect(plan.connections == 8)
    #expect(plan.duration == .seconds(90))
    #expect(plan.seed == 9)
  }

  @Test(arguments: [
    ("load: closed", "100", LoadModel.Loop.open),
    ("{rate: 5, arrivals: constant}", "none", .closed),
    ("{load: open, rate: 5}", "none", .closed), ("rate: 5", "7", .open),
  ])
  func `a rate from the command line chooses the load model anew`(
    yaml: String,
    rate: String,
    loop: LoadModel.Loop
  ) throws {
    var overrides = Overrides()
    overrides[.rate] = rate
    #expect(try Scenario(name: "s", yaml: yaml).plan(overrides: overrides).load.loop == loop)
  }

  @Test func `an override that makes no sense is named by its option`() throws {
    var overrides = Overrides()
    overrides[.rate] = "0"
    let scenario = try Scenario(name: "unary", yaml: "connections: 1")
    let complaint = #expect(throws: Complaint.self) { try scenario.plan(overrides: overrides) }
    #expect(
      complaint?.description == """
        scenario unary: --rate 0 is not a load; give a rate above 0 \
        or leave it out for a closed loop
        """
    )
  }

  @Test func `an override is judged together with the file`() throws {
    var overrides = Overrides()
    overrides[.threads] = "2"
    let scenario = try Scenario(name: "unary", yaml: "connections: 1")
    let complaint = #expect(throws: Complaint.self) { try scenario.plan(overrides: overrides) }
    #expect(
      complaint?.description.hasPrefix("scenario unary: --threads 2 is more than connections 1;")
        == true
    )
  }

  private let everySetting = """
    name: everything
    description: |
      Two lines
      of text
    target: unix:/run/greeter.sock
    method: /a.B/C
    request: {name: Ada}
    threads: 3
    connections: 4
    streams: 50
    load: open
    rate: 2.5k
    arrivals: constant
    duration: 1m30s
    warmup: 0s
    drain: 1.5s
    deadline: 250ms
    connect_timeout: 1s
    seed: 42
    max_failed_share: 0.5
    server:
      threads: 2
      max_concurrent_streams: 10
    """
}
