/// Why a command could not do its work, in one line: what was tried, what is wrong, what to do.
struct Failure: Error, Equatable, CustomStringConvertible {
  let description: String
  let exitCode: ExitCode

  init(_ description: String, exitCode: ExitCode = .failed) {
    self.description = description
    self.exitCode = exitCode
  }
}
