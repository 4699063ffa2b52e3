import Foundation

/// One run of our generator against a peer: how it ended, and its result document if it printed one.
struct GeneratorRun {
  var status: Int32
  var document: RunDocument?
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
  private let program: Program
  private let began = ContinuousClock.now

  init(_ target: String, _ options: [String], limit: TimeInterval = 60) throws {
    let command =
      [Peer.grpcbench, "--scenario", "unary", "--target", target]
      + ["--warmup", "0s", "--threads", "1", "--json"] + options
    program = try Program(command, limit: limit)
  }

  func finish() throws -> GeneratorRun {
    let end = try program.wait()
    let document =
      end.output.isEmpty
      ? nil : try JSONDecoder().decode(RunDocument.self, from: Data(end.output.utf8))
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    return GeneratorRun(
      status: end.status,
      document: document,
      errors: end.errors,
      seconds: seconds
    )
  }
}

/// The parts of the result document that these tests read.
struct RunDocument: Decodable {
  struct Summary: Decodable {
    var calls: Int
    var ok: Int
    var failed: Int
    var unfinished: Int
    var status: [String: Int]

    /// No call is lost: each is exactly one of the three.
    var isWhole: Bool { calls == ok + failed + unfinished }
  }

  /// Latencies in nanoseconds.
  struct Latency: Decodable {
    var count: Int
    var mean: Double
    var p50: Double
    var p99: Double
    var max: Double
  }

  struct Clocks: Decodable {
    var response: Latency
    var service: Latency?
  }

  enum CodingKeys: String, CodingKey {
    case summary
    case latency = "latency_ns"
  }

  var summary: Summary
  var latency: Clocks

  /// Service time; in a closed loop both clocks are one and the document may leave it out.
  var service: Latency { latency.service ?? latency.response }
}

extension Double {
  /// This many milliseconds, in nanoseconds.
  var milliseconds: Double { self * 1e6 }
}
