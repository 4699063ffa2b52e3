import Foundation
import Results
import Scenarios
import Statistics
import Timing

/// A run made up from a rule, the same every time.
enum Sample {
  struct Scenario: Encodable {
    var name = "unary"
    var connections = 1
    var streams = 100
    var share = 0.25
    var note: String?
  }

  static func recording(openLoop: Bool, seconds: Int64 = 12) -> Recording {
    let start = Instant(nanoseconds: 1_000_000_000)
    var recorder = Recorder(window: start..<(start + .seconds(seconds)), openLoop: openLoop)
    recorder.connections.opened = 2
    for call in 0..<(seconds * 500) {
      let intended = start + .milliseconds(call * 2)
      let lag = openLoop ? Nanoseconds(20_000 + call % 7 * 1_000) : .zero
      let ended = intended + lag + Nanoseconds(300_000 + call % 101 * 10_000)
      recorder.offered(intended: intended)
      if openLoop {
        recorder.sent(intended: intended, couldStart: intended, started: intended + lag)
      }
      if call % 600 == 599 {
        recorder.failed(
          intended: intended,
          started: intended + lag,
          ended: ended,
          status: 14,
          message: "refused"
        )
      } else {
        recorder.succeeded(intended: intended, started: intended + lag, ended: ended)
      }
      recorder.traffic.messagesSent += 1
      recorder.traffic.bytesSent += 61
    }
    recorder.offered(intended: start + .milliseconds(5))
    recorder.unfinished(intended: start + .milliseconds(5), at: start + .seconds(seconds + 1))
    return recorder.finish()
  }

  static func document(openLoop: Bool) throws -> ResultDocument {
    try document(recording(openLoop: openLoop))
  }

  /// Paced streams with phases: calls of one message a millisecond, each answered; a window holds
  /// the client back in every third.
  static func streams(openLoop: Bool) -> Recording {
    let start = Instant(nanoseconds: 1_000_000_000)
    var recorder = Recorder(
      window: start..<(start + .seconds(4)),
      openLoop: openLoop,
      phases: true,
      streams: true
    )
    recorder.connections.shookHands(in: .milliseconds(2), isResumed: false)
    recorder.connections.shookHands(in: .milliseconds(1), isResumed: true)
    for call in Int64(0)..<39 {
      let intended = start + .milliseconds(call * 100)
      let started = openLoop ? intended + .microseconds(20) : intended
      recorder.offered(intended: intended)
      var clock = PhaseClock(.sending, at: intended)
      clock.await(.firstByte, at: started)
      for message in Int64(0)..<50 {
        let due = started + .milliseconds(message)
        let sent = due + .microseconds(call % 3 == 0 && message == 10 ? 5_000 : 3)
        if call % 3 == 0, message == 10 {
          clock.hold(.streamWindow, at: due)
          clock.hold(nil, at: sent)
        }
        let answer = sent + .microseconds(200 + message)
        recorder.messageSent(intended: due, sent: sent)
        recorder.roundTrip(intended: due, sent: sent, at: answer)
        clock.message(at: answer)
        if message == 0 {
          recorder.firstMessage(intended: intended, started: started, at: answer)
        } else {
          recorder.gap(.milliseconds(1))
        }
      }
      let ended = started + .milliseconds(60)
      clock.stop(at: ended)
      recorder.succeeded(
        intended: intended,
        started: started,
        ended: ended,
        phases: clock.times,
        cancelled: call == 7
      )
      recorder.traffic.messagesSent += 50
      recorder.traffic.messagesReceived += 50
    }
    return recorder.finish()
  }

  static func document(
    _ recording: Recording,
    peer: PeerSettings? = nil,
    lostCounters: ServerCounters.Loss? = nil,
    failIf: [FailCondition] = []
  ) throws -> ResultDocument {
    try ResultDocument(
      recording,
      calls: [
        CallRecording(
          name: "SayHello",
          method: "greet.Greeter/SayHello",
          kind: .unary,
          weight: 1,
          recording: recording
        )
      ],
      targets: [
        TargetRecording(
          PlannedTarget(.endpoint(.network(host: "greeter", port: 1)), weight: 3),
          connections: 2,
          proxy: openLoop(recording) ? "http://proxy:3128" : nil,
          addresses: [("192.0.2.7:1", 1), ("[::1]:1", 1)],
          recording: recording
        )
      ],
      scenario: Scenario(),
      seed: 7,
      startedAt: Date(timeIntervalSince1970: 1_767_323_045),
      environment: Environment(
        host: "bench",
        kernel: "Linux 6.18",
        cpus: 2,
        build: "release",
        version: "0.1.0",
        commit: "0123abc",
        libraries: ["nghttp2": "1.52.0"]
      ),
      usage: Usage(
        clientUserSeconds: 0.5,
        clientSystemSeconds: 1.25,
        clientPeakRSS: 20_000_000,
        serverSeconds: openLoop(recording) ? nil : 2
      ),
      busyShares: [0.4],
      stealShare: openLoop(recording) ? 0.01 : nil,
      peerSettings: peer,
      lostCounters: lostCounters,
      failIf: failIf
    )
  }

  private static func openLoop(_ recording: Recording) -> Bool { !recording.isClosedLoop }
}
