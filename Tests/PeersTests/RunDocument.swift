import Foundation
import Statistics

/// The parts of the result document that these tests read.
struct RunDocument: Decodable {
  struct Summary: Decodable {
    var calls: Int
    var ok: Int
    var failed: Int
    var unfinished: Int
    var unmeasured: Int
    var status: [String: Int]
    var failures: [Failure]
    var connections: Connections
    var duration: Double
    var messagesSent: Int
    var messagesReceived: Int
    var bytesSent: Int
    var bytesReceived: Int

    struct Failure: Decodable {
      var status: String
      var message: String
      var count: Int
    }

    struct Connections: Decodable {
      var opened: Int
      var reconnects: Int
      var failedAttempts: Int
      var replayed: Int
      var pings: Int
      var ends: [String: Int]
      var handshakes: Handshakes?

      struct Handshakes: Decodable {
        var count: Int
        var resumed: Int
      }

      enum CodingKeys: String, CodingKey {
        case opened, reconnects, replayed, pings, ends, handshakes
        case failedAttempts = "failed_attempts"
      }
    }

    enum CodingKeys: String, CodingKey {
      case calls, ok, failed, unfinished, unmeasured, status, failures, connections
      case duration = "duration_s"
      case messagesSent = "messages_sent"
      case messagesReceived = "messages_received"
      case bytesSent = "bytes_sent"
      case bytesReceived = "bytes_received"
    }

    /// All calls of the run, as a server counts them.
    ///
    /// The last of a closed loop may leave behind the measured window, though begun in it.
    var made: Int { calls + unmeasured }

    /// No call is lost: each is exactly one of the three.
    var isWhole: Bool { calls == ok + failed + unfinished }
  }

  /// What the server has counted itself.
  struct Server: Decodable {
    var counters: Counters
    var disagreement: String?

    struct Counters: Decodable {
      var calls: [Calls]
      var messagesReceived: Int
      var messagesSent: Int

      enum CodingKeys: String, CodingKey {
        case calls
        case messagesReceived = "messages_received"
        case messagesSent = "messages_sent"
      }
    }

    struct Calls: Decodable {
      var method: String
      var status: String
      var calls: Int
    }

    /// The calls that ended with a status.
    func calls(_ status: String) -> Int {
      counters.calls.filter { $0.status == status }.reduce(0) { $0 + $1.calls }
    }

    var allCalls: Int { counters.calls.reduce(0) { $0 + $1.calls } }
  }

  /// Latencies in nanoseconds.
  struct Latency: Decodable {
    var count: Int
    var mean: Double
    var p50: Double
    var p90: Double
    var p99: Double
    var max: Double
  }

  struct Clocks: Decodable {
    var response: Latency
    var service: Latency?
    var gap: Latency?
  }

  /// One second of the run.
  struct Interval: Decodable {
    var ok: Int
    var failed: Int
  }

  struct Validity: Decodable {
    var verdict: String
    var reasons: [String]
  }

  /// One kind of call of several.
  struct Kind: Decodable {
    var name: String
    var calls: Int
    var ok: Int
  }

  /// One target of several.
  struct Target: Decodable {
    struct Address: Decodable {
      var address: String
      var opened: Int
    }

    var address: String
    var connections: Int
    var opened: Int
    var proxy: String?
    var addresses: [Address]
    var calls: Int
    var ok: Int
  }

  /// How much of the response time of all calls was in one phase.
  struct Phase: Decodable {
    var sum: Int64

    enum CodingKeys: String, CodingKey {
      case sum = "sum_ns"
    }
  }

  enum CodingKeys: String, CodingKey {
    case summary, intervals, validity, calls, targets, histograms, server
    case latency = "latency_ns"
    case phases = "phases_ns"
    case responseSum = "response_sum_ns"
  }

  var summary: Summary
  var latency: Clocks
  var intervals: [Interval]
  var validity: Validity
  var calls: [Kind]
  var server: Server?
  var targets: [Target]
  var histograms: [String: String?]
  var phases: [String: Phase]?
  var responseSum: Int64

  /// Service time; in a closed loop both clocks are one and the document may leave it out.
  var service: Latency { latency.service ?? latency.response }

  /// A whole distribution by its name in the document.
  func histogram(_ name: String) throws -> LatencyHistogram {
    guard let text = histograms[name] ?? nil else {
      throw Program.Failure(description: "the document has no histogram \(name)")
    }
    return try LatencyHistogram(base64: text)
  }

  /// Every nanosecond of every call is in exactly one phase.
  var phasesAddUp: Bool { phases?.values.reduce(0) { $0 + $1.sum } == responseSum }
}
