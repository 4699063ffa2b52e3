import ArgumentParser

/// The options that say where the answer goes and how strict it is.
struct OutputOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Folder for the result's files; default: Results/Runs/<scenario>-<time>.",
      valueName: "folder"
    )
  )
  var output: String?

  @Flag(help: "Say nothing while it runs.")
  var quiet = false

  @Flag(help: "The result document alone on standard output, all else on standard error.")
  var json = false

  @Flag(
    help:
      "Exit with \(ExitCode.invalid.rawValue) if the measurement is invalid, as where CI is set."
  )
  var strict = false

  /// The same with what the environment adds: where `CI` is set, every run is strict.
  func options(environment: [String: String]) -> Run.Options {
    Run.Options(
      outputFolder: output,
      isQuiet: quiet,
      isJSON: json,
      isStrict: strict || !(environment["CI"] ?? "").isEmpty
    )
  }
}
