import Scenarios

/// The reference server at work in this process.
enum Serving {
  /// Serves until the process is told to stop.
  static func perform(endpoint: Endpoint, options: Plan.ServerOptions) throws -> ExitCode {
    throw Failure("serve \(endpoint): this build cannot serve; the reference server is not built")
  }
}
