/// The window that keeps data back: the stream's own, or the one that all streams share.
public enum Holdup: Sendable, Hashable {
  case connection
  case stream
}

extension Connection {
  /// What stops more data on an open stream now; nil when some may be sent.
  ///
  /// A stream that is stopped by both windows waits for its own first.
  public func holdup(of slot: UInt32) -> Holdup? {
    let record = streams.record(slot)
    precondition(record.pointee.id != 0, "asked about a stream that is gone")
    if record.pointee.sendWindow <= 0 { return .stream }
    return sendWindow <= 0 ? .connection : nil
  }
}
