import Foundation
import Results
import Scenarios
import Statistics
import Timing

/// Results made up from a rule, the same every time.
enum Sample {
  struct Scenario: Encodable {
    var name: String
    var connections = 1
    var streams = 100
  }

  /// A faultless closed loop of 12 seconds.
  static func closed() throws -> ResultDocument {
    try document(
      recording(openLoop: false, lag: .zero),
      name: "unary",
      busy: [0.62],
      serverCPU: 1.9
    )
  }

  /// An open loop with a late generator, waiting arrivals, failures, unfinished calls and
  /// thresholds: one held, one is broken, and one asks for what the run does not have.
  static func open() throws -> ResultDocument {
    try document(
      recording(openLoop: true, lag: .microseconds(700)),
      name: "unary-open-loop",
      busy: [0.4, 0.85],
      serverCPU: nil,
      failIf: ["response.p99 > 5ms", "failed > 0.5%", "server.cpu_per_call > 1ms"]
    )
  }

  /// A run in which nothing was measured.
  static func empty() throws -> ResultDocument {
    try document(Recording(), name: "nothing", busy: [], serverCPU: nil)
  }

  static let start = Instant(nanoseconds: 1_000_000_000)

  static func recording(openLoop: Bool, lag: Nanoseconds) -> Recording {
    var recorder = Recorder(
      window: start..<(start + .seconds(12)),
      openLoop: openLoop,
      phases: true
    )
    recorder.connections.opened = 2
    for call in Int64(0)..<6_000 {
      let intended = start + .milliseconds(call * 2)
      let waited = openLoop && call % 10 == 0 ? Nanoseconds.milliseconds(3) : .zero
      let started = intended + waited + (call % 50 == 7 ? lag : Nanoseconds(lag.count / 100))
      let ended = started + Nanoseconds(300_000 + call * call % 1_009 * 1_000)
      recorder.offered(intended: intended)
      if openLoop {
        recorder.sent(intended: intended, couldStart: intended + waited, started: started)
      }
      recorder.traffic.messagesSent += 1
      recorder.traffic.bytesSent += 61
      if openLoop, call % 100 == 99 {
        let (status, message) = failure(call / 100)
        recorder.failed(
          intended: intended,
          started: started,
          ended: ended,
          status: status,
          message: message
        )
      } else {
        var waits = Recorder.StartWaits()
        waits.slot = waited
        recorder.succeeded(intended: intended, started: started, ended: ended, waits: waits)
        recorder.traffic.messagesReceived += 1
        recorder.traffic.bytesReceived += 35
      }
    }
    guard openLoop else { return recorder.finish() }
    recorder.connections.lost = 1
    recorder.connections.reconnects = 1
    for call in Int64(0)..<25 {
      recorder.offered(intended: start + .milliseconds(11_000 + call))
      recorder.unfinished(
        intended: start + .milliseconds(11_000 + call),
        at: start + .seconds(13)
      )
    }
    return recorder.finish()
  }

  static func failure(_ number: Int64) -> (UInt8, String) {
    switch number % 8 {
    case 0: (4, "the deadline of 1 s passed")
    case 1: (13, "kind \(number % 7)")
    default: (14, "connecting to 127.0.0.1:50051: connection refused")
    }
  }

  static func document(
    _ recording: Recording,
    calls: [CallRecording]? = nil,
    targets: [TargetRecording] = [],
    name: String,
    busy: [Double],
    serverCPU: Double?,
    peer: PeerSettings? = nil,
    failIf: [String] = []
  ) throws -> ResultDocument {
    try ResultDocument(
      recording,
      calls: calls ?? [CallRecording(PlannedCall(), recording)],
      targets: targets,
      scenario: Scenario(name: name),
      seed: 7,
      startedAt: Date(timeIntervalSince1970: 1_767_323_045),
      environment: Environment(
        host: "bench",
        kernel: "Linux 6.18.0",
        cpus: 2,
        build: "release",
        version: "0.1.0",
        commit: "0123abc",
        libraries: ["nghttp2": "1.52.0"]
      ),
      usage: Usage(
        clientUserSeconds: 0.011,
        clientSystemSeconds: 0.052,
        clientPeakRSS: 20_185_088,
        serverSeconds: serverCPU,
        serverPeakRSS: serverCPU == nil ? nil : 11_534_336
      ),
      busyShares: busy,
      stealShare: 0.002,
      peerSettings: peer,
      failIf: failIf.map { try FailCondition(Entry($0, subject: "sample")) }
    )
  }
}
