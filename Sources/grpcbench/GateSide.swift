import Scenarios

/// One side of a gate: a server that runs, or how to start one on a given port.
enum GateSide: Equatable {
  case target(String)
  /// A command in which `{port}` stands for the port.
  case command(String)
  /// The path of a grpcbench, whose reference server is measured.
  case build(String)

  /// What a command has for the port.
  static let placeholder = "{port}"

  /// The side that the options name; there must be one.
  init(
    _ name: String,
    target: String?,
    command: String?,
    build: String?
  ) throws(Complaint) {
    let given = [target.map(Self.target), command.map(Self.command), build.map(Self.build)]
      .compactMap { $0 }
    guard given.count == 1 else {
      throw Complaint(
        "gate needs one \(name): --\(name) HOST:PORT, --\(name)-command "
          + "\"server --port {port}\" or "
          + "--\(name)-build PATH; \(given.isEmpty ? "none" : "\(given.count)") was given"
      )
    }
    self = given[0]
    guard case .command(let text) = self, !text.contains(Self.placeholder) else { return }
    throw Complaint(
      "--\(name)-command \(Complaint.shown(text)) does not say where the port goes; "
        + "write \(Self.placeholder) for it"
    )
  }

  var name: String {
    switch self {
    case .target(let text), .command(let text), .build(let text): text
    }
  }

  /// Where it listens, or will on a port of this machine.
  func address(port: UInt16) -> String {
    if case .target(let address) = self { return address }
    return "127.0.0.1:\(port)"
  }

  /// What a shell is told to start the server.
  ///
  /// - Parameters:
  ///   - port: On 127.0.0.1.
  ///   - options: What the scenario says of its server, for one of grpcbench's own.
  /// - Returns: Nil for one that runs already.
  func start(port: UInt16, _ options: Plan.ServerOptions) -> String? {
    // With exec the process is the server and no shell, so that its CPU time is the server's. What
    // the command itself says of its output comes later, and so holds.
    let start = "exec >/dev/null; exec"
    switch self {
    case .target: return nil
    case .command(let text):
      return "\(start) \(text.replacing(Self.placeholder, with: "\(port)"))"
    case .build(let path):
      let words = ["--listen", "127.0.0.1:\(port)", "--ends-with-parent"] + options.ownArguments
      let program = path.replacing("'", with: "'\\''")
      return "\(start) '\(program)' serve \(words.joined(separator: " "))"
    }
  }
}
