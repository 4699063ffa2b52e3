import Foundation

/// One run of our generator against a peer: how it ended, and the result document it printed.
struct GeneratorRun {
  var status: Int32
  var document: RunDocument?
  /// What it printed, as text.
  var output: String
  var errors: String
  var seconds: TimeInterval

  /// The document, or a failure that shows what the generator said instead.
  func told() throws -> RunDocument {
    guard let document else {
      throw Program.Failure(
        description: "exit code \(status) without a result document; it said: \(errors)"
      )
    }
    return document
  }

  /// Runs the unary scenario to its end, without warm-up so that every call is in the count.
  static func of(_ target: String, _ options: String..., limit: TimeInterval = 60) throws -> Self {
    try GeneratorStart(target, options, limit: limit).finish()
  }
}

/// A run of our generator that is under way, so that something can happen to its server meanwhile.
struct GeneratorStart {
  let program: Program
  /// Where the run writes its files: not among the results of people.
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("grpcbench-peers-\(UUID().uuidString)")
  private let began = ContinuousClock.now

  init(
    _ target: String,
    _ options: [String],
    scenario: String = "unary",
    limit: TimeInterval = 60,
    environment: [String: String] = [:]
  ) throws {
    let command =
      [Peer.grpcbench, "--scenario", scenario, "--target", target]
      + ["--warmup", "0s", "--threads", "1", "--output", folder.path, "--json"] + options
    program = try Program(command, limit: limit, environment: environment)
  }

  func finish() throws -> GeneratorRun {
    let end = try program.wait()
    try? FileManager.default.removeItem(at: folder)
    let document =
      end.output.isEmpty
      ? nil : try JSONDecoder().decode(RunDocument.self, from: Data(end.output.utf8))
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    return GeneratorRun(
      status: end.status,
      document: document,
      output: end.output,
      errors: end.errors,
      seconds: seconds
    )
  }
}

extension Double {
  /// This many milliseconds, in nanoseconds.
  var milliseconds: Double { self * 1e6 }
}
