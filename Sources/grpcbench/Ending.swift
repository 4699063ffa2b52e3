import ArgumentParser
import Results
import Scenarios
import Statistics

/// How the command ends: what it still says, and what it tells the shell.
struct Ending: Equatable {
  var exitCode: ExitCode
  /// Text for standard output, such as help that was asked for.
  var answer: String?
  /// One line for standard error.
  var complaint: String?

  static let fine = Ending(exitCode: .fine)

  private init(exitCode: ExitCode) {
    self.exitCode = exitCode
  }

  /// An ending with a complaint, in which whatever came from a file or a peer is mere text.
  private init(_ exitCode: ExitCode, _ complaint: any CustomStringConvertible) {
    self.exitCode = exitCode
    self.complaint = "grpcbench: " + OneLine.text(complaint.description, limit: Self.longest)
  }

  /// Bytes of the longest complaint: far more than any that is meant to be read.
  private static let longest = 4_096

  /// The ending that an error brings about.
  ///
  /// Nonsense on the command line or in the scenario is a usage error. Everything else that is
  /// thrown means that the run could not go on.
  init(_ error: any Error) {
    switch error {
    case let complaint as Complaint:
      self.init(.usage, complaint)
    case let failure as Failure:
      self.init(failure.exitCode, failure)
    case let failure as ResultFailure:
      self.init(.failed, failure)
    default:
      let code = GRPCBench.exitCode(for: error)
      if code.isSuccess {
        self.init(exitCode: .fine)
        answer = GRPCBench.fullMessage(for: error)
      } else {
        let line = GRPCBench.message(for: error).split(whereSeparator: \.isNewline)
          .joined(separator: " ")
        self.init(
          code == .validationFailure ? .usage : .failed,
          "\(OneLine.text(line, limit: Self.longest / 2)); see grpcbench --help"
        )
      }
    }
  }
}
