import Scenarios

/// A plan carried out: the load, its result, and the telling of it.
enum Run {
  /// Where the answer goes and how strict it is.
  struct Options: Equatable {
    /// The folder for the result's files; nothing for one named by scenario and time.
    var outputFolder: String?
    var isQuiet = false
    /// Whether standard output carries the result document and nothing else.
    var isJSON = false
    /// Whether an invalid measurement is also an exit code.
    var isStrict = false
  }

  static func perform(plan: Plan, options: Options) throws -> ExitCode {
    throw Failure(
      "scenario \(plan.name): this build cannot run scenarios; the generator is not built"
    )
  }
}
