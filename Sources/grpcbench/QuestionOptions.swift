import ArgumentParser

/// The option that says which scenario to run; a group of its own, so that help shows it first.
struct QuestionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init("A name from `grpcbench scenarios`, or a file.", valueName: "name|file")
  )
  var scenario: String?
}
