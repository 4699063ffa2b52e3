import Scenarios
import Timing

/// How calls of one kind play: what is left of their plan once their bytes are made.
struct Shape: BitwiseCopyable, Sendable {
  /// Messages that the client sends.
  let sent: Int
  /// Messages that the server must send; below zero when any number is right.
  let received: Int
  /// The client's next message waits for the answer to its last one.
  let alternates: Bool
  /// Messages have a schedule inside the call.
  let rate: Rate?
  let arrivals: ArrivalProcess
  let thinkTime: Nanoseconds
  /// Bytes that the client reads per second; zero when it reads at once.
  let readRate: Int
  /// Messages after which the client cancels; zero for never.
  let cancelAfterMessages: Int
  /// The time after which it does; zero for never.
  let cancelAfter: Nanoseconds
  /// The server's messages answer the client's, one by one, and have instants to be timed by.
  let pairs: Bool
  /// The server's messages are compared with what they should be.
  let verifies: Bool
  /// Each message is written anew, and each of the server's is read.
  let isLive: Bool
  /// There is more than one message, so that what is between them counts.
  let streams: Bool

  init(_ call: PlannedCall, _ codec: CodecWork = .prepared) {
    let messages = call.messages
    sent = messages.sent
    received = messages.received ?? -1
    alternates = messages.turns == .alternating
    rate = messages.rate
    arrivals = messages.arrivals
    thinkTime = messages.thinkTime
    readRate = messages.readRate ?? 0
    cancelAfterMessages = call.cancel.afterMessages ?? 0
    cancelAfter = call.cancel.after ?? .zero
    let isTimed = messages.turns == .alternating || messages.rate != nil
    pairs = isTimed && call.kind == .bidirectional && (messages.received ?? sent) == sent
    verifies = messages.verify
    isLive = codec == .live
    streams = call.kind != .unary
  }

  /// One message each way and nothing that a clock must be looked at for.
  var isPlain: Bool {
    !streams && !inspects && readRate == 0 && cancelAfterMessages == 0 && cancelAfter == .zero
  }

  /// The server's messages are looked into.
  var inspects: Bool { verifies || isLive }
}
