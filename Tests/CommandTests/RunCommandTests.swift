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
    #expect(plan.target == .endpoint(.network(host: "::1", port: 1)))
    #expect(plan.connections == 6)
    #expect(plan.streams == 7)
    #expect(plan.load == .open(rate: try Rate(text: "2500"), arrivals: .constant))
    #expect(plan.duration == .seconds(3))
    #expect(plan.warmup == .zero)
    #expect(plan.calls[0].deadline == .milliseconds(250))
    #expect(plan.threads == 5)
    #expect(plan.seed == 9)
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
    (["--arrivals", "poisson"], "scenario unary: --arrivals poisson needs a rate"),
    (["--threads", "2"], "scenario unary: --threads 2 is more than connections 1"),
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
