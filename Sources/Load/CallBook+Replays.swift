import Bytes
import GRPC
import Statistics
import Timing

/// Calls that are sent once more because the server has surely not taken them (RFC 9113 §8.7).
extension CallBook {
  /// Whether a call may be sent once more, as far as the server has shown nothing of it.
  func isUnanswered(_ call: UInt32) -> Bool {
    !calls[call].isReplay && calls[call].messagesReceived == 0
      && calls[call].headCame == .distantFuture
  }

  /// The same of a call whose bytes have not left.
  func isUnsent(_ call: UInt32) -> Bool {
    calls[call].started == nil && isUnanswered(call)
  }

  /// Takes a call back whose stream is over; its intended start stays.
  mutating func takeBack(_ call: UInt32) -> WaitingCallers.Caller {
    let caller = WaitingCallers.Caller(
      ready: calls[call].intended,
      kind: calls[call].kind,
      isReplay: true
    )
    remove(call)
    return caller
  }

  /// The call of a caller that has waited; what a replay has waited is due to its connection.
  mutating func newCall(
    _ caller: WaitingCallers.Caller,
    couldStart: Instant,
    on channel: Int
  ) -> Call {
    var call = newCall(caller.kind, caller.ready, couldStart: couldStart, on: channel)
    guard caller.isReplay else { return call }
    connections.replayed += 1
    call.isReplay = true
    call.connectionWait = couldStart - caller.ready
    return call
  }
}
