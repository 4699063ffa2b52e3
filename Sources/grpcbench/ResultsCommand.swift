import ArgumentParser

/// `grpcbench results`: the runs that are kept.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "List the runs that are kept, show one, clear old ones away.",
    subcommands: [
      ResultsListCommand.self, ResultsShowCommand.self, ResultsPruneCommand.self,
    ],
    defaultSubcommand: ResultsListCommand.self
  )
}
