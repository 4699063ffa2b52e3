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

  /// What a shell is told to start the server; nil for one that runs already.
  func start(port: UInt16) -> String? {
    switch self {
    case .target: nil
    // With exec the process is the server and no shell, so that its CPU time is the server's.
    case .command(let text):
      "exec \(text.replacing(Self.placeholder, with: "\(port)")) >/dev/null"
    case .build(let path):
      "exec '\(path.replacing("'", with: "'\\''"))' serve --listen 127.0.0.1:\(port) "
        + "--ends-with-parent "
        + ">/dev/null"
    }
  }
}
