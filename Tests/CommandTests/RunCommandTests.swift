import ArgumentParser
import Foundation
import Scenarios
import Testing
import Timing

@testable import grpcbench

@Suite struct RunCommandTests {
  private let library = ScenarioLibrary(workingDirectory: #filePath, executable: nil)

  @Test(arguments: [["--scenario", "unary"], ["run", "--scenario", "unary"]])
  func `run is the default`(arguments: [String]) throws {
    let command = try #require(try GRPCBench.parseAsRoot(arguments) as? RunCommand)
    #expect(command.question.scenario == "unary")
  }

  @Test func `every override reaches the plan`() throws {
    let plan = try plan([
      "--target", "[::1]:1", "--connections", "6", "--streams", "7", "--rate", "2.5k",
      "--arrivals", "constant", "--duration", "3s", "--warmup", "0s", "--deadline", "250ms",
      "--threads", "5", "--seed", "9",
    ])
    #expect(plan.name == "unary")
    #expect(plan.targets == [PlannedTarget(.endpoint(.network(host: "::1", port: 1)))])
    #expect(plan.connections == 6)
    #expect(plan.streams == 7)
    #expect(plan.load == .open(rate: try Rate(text: "2500"), arrivals: .constant))
    #expect(plan.duration == .seconds(3))
    #expect(plan.warmup == .zero)
    #expect(plan.calls[0].deadline == .milliseconds(250))
    #expect(plan.threads == 5)
    #expect(plan.seed == 9)
  }

  @Test func `every override of calls reaches the plan`() throws {
    let plan = try plan([
      "--method", "a.B/C", "--kind", "bidirectional", "--request-size", "uniform 3 9",
      "--request-compression", "gzip", "--metadata", "x-user: Ada", "--metadata", "-x: -y",
      "--messages-sent", "7", "--messages-received", "any", "--messages-rate", "5",
      "--read-rate", "1MiB", "--cancel-after", "1s", "--cancel-after-messages", "3",
      "--phases", "false", "--stream-window", "64KiB", "--connection-window", "1MiB",
      "--max-frame-size", "32KiB", "--header-table-size", "0", "--max-message-size", "8MiB",
    ])
    let call = plan.calls[0]
    #expect(call.method.description == "a.B/C")
    #expect(call.kind == .bidirectional)
    #expect(call.request.size == .uniform(3, 9))
    #expect(call.request.compression == .gzip)
    #expect(call.request.metadata.map(\.name) == ["x-user", "-x"])
    #expect(call.request.metadata.map(\.value) == ["Ada", "-y"])
    #expect(call.messages.sent == 7)
    #expect(call.messages.received == nil)
    #expect(call.messages.rate == (try Rate(text: "5")))
    #expect(call.messages.readRate == 1 << 20)
    #expect(call.cancel.after == .seconds(1))
    #expect(call.cancel.afterMessages == 3)
    #expect(!plan.measuresPhases)
    #expect(plan.http2.streamWindow == 65_536)
    #expect(plan.http2.connectionWindow == 1 << 20)
    #expect(plan.http2.maxFrameSize == 32_768)
    #expect(plan.http2.headerTableSize == 0)
    #expect(plan.maxMessageSize == 8 << 20)
  }

  @Test func `every override of TLS reaches the plan`() throws {
    #expect(try plan(["--tls"]).tls == TLSSettings())
    #expect(try plan(["--insecure"]).tls?.isInsecure == true)
    let tls = try #require(
      try plan([
        "--ca", "a.pem", "--server-name", "-b", "--certificate", "c.pem", "--key", "d.key",
        "--tls-min-version", "1.3", "--tls-max-version", "1.3", "--tls-resumption", "false",
      ]).tls
    )
    #expect(tls.authorities == "a.pem" && tls.serverName == "-b" && !tls.isInsecure)
    #expect(tls.certificate == "c.pem" && tls.key == "d.key")
    #expect(tls.minVersion == .v13 && tls.maxVersion == .v13 && !tls.resumption)
  }

  @Test func `targets, a proxy and secrets come from options too`() throws {
    let plan = try plan([
      "--target", "a:1=3", "--target", "b:2", "--connections", "4", "--proxy", "env",
      "--sensitive", "x-session", "--metadata", "x-session: abc",
    ])
    #expect(plan.targets.map(\.address.description) == ["a:1", "b:2"])
    #expect(plan.targets.map(\.weight) == [3, 1])
    #expect(plan.proxy == .environment)
    #expect(plan.calls[0].request.metadata[0].isSensitive)
  }

  @Test func `turns and names come from options too`() throws {
    let call = try plan([
      "--method", "greet.Greeter/SayHelloBidi", "--turns", "alternating", "--think-time", "5ms",
      "--request-name", "-Ada",
    ]).calls[0]
    #expect(call.messages.turns == .alternating)
    #expect(call.messages.thinkTime == .milliseconds(5))
    #expect(call.request.name == "-Ada")
  }

  @Test(arguments: [
    (["--rate", "-5"], "scenario unary: --rate -5 is below zero; give a rate above 0"),
    (
      ["--rate", "0"], "scenario unary: --rate 0 is not a load; give a rate above 0 or leave it out"
    ),
    (["--streams", "0"], "scenario unary: --streams 0 is below 1; give 1 to 100000"),
    (["--duration", "10"], "scenario unary: --duration 10 has no unit"),
    (["--duration", "2h"], "scenario unary: --duration 2h is longer than 1h"),
    (["--target", "localhost"], "scenario unary: --target localhost has no port"),
    (["--target", "a:1", "--target", "a:1"], "scenario unary: --target a:1 is named twice"),
    (["--proxy", "https://a:b@c:1"], "scenario unary: --proxy has a scheme other than http://"),
    (["--sensitive", "A"], "scenario unary: --sensitive A is no list of names of metadata"),
    (["--arrivals", "poisson"], "scenario unary: --arrivals poisson needs a rate"),
    (["--threads", "2"], "scenario unary: --threads 2 is more than connections 1"),
    (
      ["--method", "greet.Greeter/SayHallo"],
      "scenario unary: --method: greet.Greeter has no method SayHallo; did you mean SayHello?"
    ),
    (
      ["--messages-sent", "3"],
      "scenario unary: --messages-sent 3 is not for greet.Greeter/SayHello"
    ),
    (["--deadline", "0s"], "scenario unary: --deadline 0s is no time at all"),
    (["--request-size", "64k"], "scenario unary: --request-size 64k has an unknown unit"),
    (["--metadata", "te: a"], "scenario unary: --metadata te is written by the call itself"),
    (["--stream-window", "0"], "scenario unary: --stream-window 0 is below 1"),
  ])
  func `a wrong override is named by its option`(arguments: [String], reason: String) {
    let complaint = #expect(throws: Complaint.self) { try plan(arguments) }
    #expect(complaint?.description.hasPrefix(reason) == true, "\(complaint?.description ?? "")")
  }

  @Test(
    arguments: [
      ([], [:], false), (["--strict"], [:], true), ([], ["CI": "true"], true),
      ([], ["CI": ""], false),
    ] as [([String], [String: String], Bool)]
  )
  func `a run is strict when told so or where CI is set`(
    arguments: [String],
    environment: [String: String],
    isStrict: Bool
  ) throws {
    let options = try OutputOptions.parse(arguments).options(environment: environment)
    #expect(options.isStrict == isStrict)
  }

  @Test func `the other output options are as given`() throws {
    let options = try OutputOptions.parse(["--output", "out", "--quiet", "--json"])
      .options(environment: [:])
    #expect(options == Run.Options(outputFolder: "out", isQuiet: true, isJSON: true))
  }

  private func plan(_ arguments: [String]) throws -> Plan {
    let command = try GRPCBench.parseAsRoot(["--scenario", "unary"] + arguments)
    return try #require(command as? RunCommand).plan(from: library)
  }
}
