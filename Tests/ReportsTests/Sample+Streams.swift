import Results
import Scenarios
import Statistics
import Timing

extension Sample {
  static let peer = PeerSettings(
    initialWindowSize: 65_535,
    maxFrameSize: 16_384,
    headerTableSize: 4_096,
    maxConcurrentStreams: 100,
    maxHeaderListSize: nil
  )

  /// A closed loop of calls with ten responses of 16 KiB each.
  static func serverStreaming() throws -> ResultDocument {
    let recording = stream(openLoop: false, kind: .serverStreaming, messages: 10, bytes: 16_389)
    return try document(
      recording,
      calls: [call("SayHelloServerStream", .serverStreaming, recording)],
      name: "server-streaming",
      busy: [0.71],
      serverCPU: 2.2,
      peer: peer
    )
  }

  /// An open loop of conversations whose questions come on a schedule of their own and wait for a
  /// window now and then.
  static func pacedPingPong() throws -> ResultDocument {
    let recording = stream(openLoop: true, kind: .bidirectional, messages: 20, bytes: 46)
    return try document(
      recording,
      calls: [call("SayHelloBidi", .bidirectional, recording)],
      name: "paced-stream",
      busy: [0.05],
      serverCPU: 0.4,
      peer: peer
    )
  }

  /// An open loop of three kinds of call, one of which fails often.
  static func mixed() throws -> ResultDocument {
    let unary = recording(openLoop: true, lag: .zero)
    let download = stream(openLoop: true, kind: .serverStreaming, messages: 10, bytes: 0)
    let chat = stream(openLoop: true, kind: .bidirectional, messages: 20, bytes: 0, isCut: true)
    var all = unary
    all.add(download)
    all.add(chat)
    var calls = [
      call("greet", .unary, unary), call("download", .serverStreaming, download),
      call("chat", .bidirectional, chat),
    ]
    calls[0].weight = 5
    return try document(all, calls: calls, name: "mixed", busy: [0.31, 0.29], serverCPU: 2.9)
  }

  private static func call(
    _ name: String,
    _ kind: CallKind,
    _ recording: Recording
  ) -> CallRecording {
    CallRecording(
      name: name,
      method: "greet.Greeter/SayHello",
      kind: kind,
      weight: 1,
      recording: recording
    )
  }

  /// Ten calls a second of so many answers, with phases; every fifth question waits for a window,
  /// and the client cancels every eighth call as planned if the stream is cut.
  private static func stream(
    openLoop: Bool,
    kind: CallKind,
    messages: Int64,
    bytes: UInt64,
    isCut: Bool = false
  ) -> Recording {
    var recorder = Recorder(
      window: start..<(start + .seconds(12)),
      openLoop: openLoop,
      phases: true,
      streams: true
    )
    recorder.connections.opened = 1
    for number in Int64(0)..<118 {
      let intended = start + .milliseconds(number * 100)
      let started = openLoop ? intended + .microseconds(5 + number % 13) : intended
      var clock = PhaseClock(.sending, at: intended)
      recorder.offered(intended: intended)
      clock.await(.firstByte, at: started)
      let last = play(&recorder, &clock, kind, messages, from: started, intended, number)
      let ended = last + .microseconds(90 + number % 7 * 10)
      clock.stop(at: ended)
      let sent = kind == .bidirectional ? UInt64(messages) : 1
      recorder.traffic.messagesSent += sent
      recorder.traffic.messagesReceived += UInt64(messages)
      recorder.traffic.bytesSent += sent * (bytes == 0 ? 0 : 55)
      recorder.traffic.bytesReceived += UInt64(messages) * bytes
      recorder.succeeded(
        intended: intended,
        started: started,
        ended: ended,
        phases: clock.times,
        cancelled: isCut && number % 8 == 0
      )
    }
    return recorder.finish()
  }

  /// The messages of one call.
  ///
  /// - Returns: When the last answer came.
  private static func play(
    _ recorder: inout Recorder,
    _ clock: inout PhaseClock,
    _ kind: CallKind,
    _ messages: Int64,
    from started: Instant,
    _ intended: Instant,
    _ number: Int64
  ) -> Instant {
    var last = started
    for message in Int64(0)..<messages {
      let due = started + .milliseconds(message * 4)
      let isHeld = kind == .bidirectional && message % 5 == 4
      let sent = due + .microseconds(isHeld ? 1_500 : 4)
      if isHeld {
        clock.hold(.streamWindow, at: due)
        clock.hold(nil, at: sent)
      }
      let answer = sent + .microseconds(210 + (number * message) % 97 * 3)
      if message == 0 {
        clock.await(.firstMessage, at: answer - .microseconds(60))
        recorder.firstMessage(intended: intended, started: started, at: answer)
      } else {
        recorder.gap(answer - last)
      }
      clock.message(at: answer)
      if kind == .bidirectional {
        recorder.messageSent(intended: due, sent: sent)
        recorder.roundTrip(intended: due, sent: sent, at: answer)
      }
      last = answer
    }
    return last
  }
}
