import ArgumentParser
import Results
import Scenarios

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

  /// The ending that an error brings about.
  ///
  /// Nonsense on the command line or in the scenario is a usage error. Everything else that is
  /// thrown means that the run could not go on.
  init(_ error: any Error) {
    switch error {
    case let complaint as Complaint:
      self.init(exitCode: .usage)
      self.complaint = "grpcbench: \(complaint)"
    case let failure as Failure:
      self.init(exitCode: failure.exitCode)
      self.complaint = "grpcbench: \(failure)"
    case let failure as ResultFailure:
      self.init(exitCode: .failed)
      self.complaint = "grpcbench: \(failure)"
    default:
      let code = GRPCBench.exitCode(for: error)
      if code.isSuccess {
        self.init(exitCode: .fine)
        answer = GRPCBench.fullMessage(for: error)
      } else {
        self.init(exitCode: code == .validationFailure ? .usage : .failed)
        let line = GRPCBench.message(for: error).split(whereSeparator: \.isNewline)
          .joined(separator: " ")
        complaint = "grpcbench: \(line); see grpcbench --help"
      }
    }
  }
}
