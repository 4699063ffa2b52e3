import ArgumentParser
import Foundation

/// The command: reads its arguments, does what they ask for, and ends with an exit code.
@main
struct GRPCBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grpcbench",
    abstract: "Measure a gRPC server:  grpcbench --scenario unary",
    usage: """
      grpcbench --scenario <name|file> [<options>]
      grpcbench <subcommand>
      """,
    discussion: """
      A scenario is a question: which call, how much of it, for how long. Without a target, the \
      command starts its own reference server and measures that one.

        grpcbench --scenario unary                            against its own server
        grpcbench --scenario unary --target 127.0.0.1:50051   against another one
        grpcbench --scenario unary-open-loop --rate 2.5k      at a given rate
        grpcbench run --help                                  all that can be set

      Exit codes:
      \(ExitCode.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n"))
      """,
    version: "grpcbench \(Version.current)",
    subcommands: [
      RunCommand.self, ServeCommand.self, ScenariosCommand.self, ReportCommand.self,
      ResultsCommand.self, GateCommand.self, CompareCommand.self, BaselineCommand.self,
      HistoryCommand.self, InteropCommand.self, CodecCommand.self, LadderCommand.self,
    ],
    defaultSubcommand: RunCommand.self
  )

  static func main() {
    let ending = ending(of: Array(CommandLine.arguments.dropFirst()))
    if let answer = ending.answer { print(answer) }
    if let complaint = ending.complaint { StandardError.say(complaint) }
    Foundation.exit(ending.exitCode.rawValue)
  }

  /// Does what the arguments ask for.
  static func ending(of arguments: [String]) -> Ending {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return .fine
    } catch {
      return Ending(error)
    }
  }
}
