import ArgumentParser
import Foundation
import Scenarios

/// `grpcbench run`: a scenario, carried out.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a scenario and report what it measured.",
    usage: "grpcbench [run] --scenario <name|file> [<options>]"
  )

  @OptionGroup(title: "The question")
  var question: QuestionOptions

  @OptionGroup(title: "The load, in place of the scenario's settings")
  var load: LoadOptions

  @OptionGroup(title: "Each call")
  var call: CallOptions

  @OptionGroup(title: "The messages of each call")
  var messages: MessageOptions

  @OptionGroup(title: "The connections")
  var connection: ConnectionOptions

  @OptionGroup(title: "The life of connections")
  var connectionLife: ConnectionLifeOptions

  @OptionGroup(title: "TLS")
  var tls: TLSOptions

  @OptionGroup(title: "Thresholds")
  var thresholds: ThresholdOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  func run() throws {
    let plan = try plan(from: .current())
    let options = output.options(environment: ProcessInfo.processInfo.environment)
    if let folder = options.outputFolder { try OutputFolder.check(folder) }
    try Run.perform(plan: plan, options: options)
  }

  /// What is to be run, with nothing left open.
  func plan(from library: ScenarioLibrary) throws(Complaint) -> Plan {
    guard let scenario = question.scenario else {
      let names =
        library.names.isEmpty ? "" : "; there are \(library.names.joined(separator: ", "))"
      throw Complaint("no scenario was named; try grpcbench --scenario unary\(names)")
    }
    return try library.scenario(scenario).plan(overrides: overrides)
  }

  private var overrides: Overrides {
    var overrides = Overrides()
    load.add(to: &overrides)
    call.add(to: &overrides)
    messages.add(to: &overrides)
    connection.add(to: &overrides)
    connectionLife.add(to: &overrides)
    tls.add(to: &overrides)
    thresholds.add(to: &overrides)
    overrides.failIf = thresholds.failIf
    overrides.metadata = call.metadata
    overrides.targets = load.targets
    return overrides
  }
}
