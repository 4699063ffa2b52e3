/// What the command tells the shell.
enum ExitCode: Int32, CaseIterable {
  case fine = 0
  /// The run failed: target unreachable, nothing succeeded, or more errors than allowed.
  case failed = 1
  /// The command line or the scenario makes no sense.
  case usage = 2
  /// A gate found a regression, or a threshold is broken.
  case regressed = 3
  /// The measurement is invalid and was asked to be strict.
  case invalid = 4
  /// A gate is inconclusive, or results cannot be compared.
  case inconclusive = 5

  /// The line for the help text.
  var meaning: String {
    switch self {
    case .fine: "fine"
    case .failed: "the run failed: target unreachable, nothing succeeded, too many errors"
    case .usage: "the command line or the scenario makes no sense"
    case .regressed: "regressed, or a threshold is broken"
    case .invalid: "the measurement is invalid (with --strict, or where CI is set)"
    case .inconclusive: "inconclusive, or not comparable"
    }
  }
}
