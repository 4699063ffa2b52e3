import Bytes

/// When the peer may send more: what it has sent is given back to its windows (RFC 9113 §6.9).
///
/// A window is opened once half of it was given back; a stream's window that the caller holds, also
/// once as much was given back as the peer still has. So a peer never waits for what is given back
/// already, however little it is: its window is empty only while the caller holds all of it.
extension Connection {
  /// Makes the caller open a stream's window, by `giveBack`, from now on.
  ///
  /// The connection's window still opens by itself, so that a stream that is read slowly does not
  /// hold up the others. A stream that ends owes nothing.
  public mutating func holdWindow(of slot: UInt32) {
    let record = streams.record(slot)
    precondition(record.pointee.id != 0, "held the window of a stream that is gone")
    record.pointee.flags |= StreamFlags.heldWindow
  }

  /// Lets the peer send as many bytes more on an open stream whose window is held.
  ///
  /// - Parameters:
  ///   - count: Bytes of `Event.data` that were not given back before.
  ///   - slot: The stream's slot.
  public mutating func giveBack(_ count: Int, on slot: UInt32) {
    let record = streams.record(slot)
    precondition(record.pointee.id != 0, "gave back to a stream that is gone")
    precondition(
      count >= 0 && count <= Int(record.pointee.held),
      "gave back \(count) of \(record.pointee.held) bytes"
    )
    record.pointee.held -= UInt32(count)
    reopen(slot, by: count)
  }

  /// Makes the caller open the connection's window, by `giveBackToConnection(atMost:)`.
  public mutating func holdConnectionWindow() {
    returnsAt = .max
  }

  /// Bytes of a held connection's window that were not given back.
  public var heldOfConnection: Int { unreturned }

  /// Lets the peer send some bytes more on a connection whose window is held.
  public mutating func giveBackToConnection(atMost most: Int) {
    let count = min(unreturned, most)
    guard count > 0 else { return }
    writeWindowUpdate(0, count)
    receiveWindow += count
    unreturned -= count
  }

  /// The data of a frame, or a piece of it, is the caller's.
  @inline(__always)
  mutating func consumed(_ count: Int, on slot: UInt32, ended: Bool) {
    let record = streams.record(slot)
    if record.pointee.flags & StreamFlags.heldWindow != 0 {
      record.pointee.held += UInt32(count)
      // The peer has less than before, perhaps no more than what it was not told of.
      if !ended { reopen(slot, by: 0) }
    } else if !ended {
      reopen(slot, by: count)
    }
  }

  /// Opens the connection's window again once half of it is used.
  @inline(__always)
  mutating func giveBackToConnection(_ count: Int) {
    unreturned += count
    guard unreturned >= returnsAt else { return }
    writeWindowUpdate(0, unreturned)
    receiveWindow += unreturned
    unreturned = 0
  }

  /// Opens a stream's window again once it is worth a frame.
  @inline(__always)
  mutating func reopen(_ slot: UInt32, by count: Int) {
    let record = streams.record(slot)
    record.pointee.unreturned += count
    let unreturned = record.pointee.unreturned
    let isHeld = record.pointee.flags & StreamFlags.heldWindow != 0
    guard
      unreturned * 2 >= configuration.settings.initialWindowSize
        || isHeld && unreturned >= record.pointee.receiveWindow
    else { return }
    tellWindow(slot)
  }

  private mutating func tellWindow(_ slot: UInt32) {
    let record = streams.record(slot)
    guard record.pointee.unreturned > 0, record.pointee.flags & StreamFlags.remoteEnded == 0 else {
      return
    }
    writeWindowUpdate(record.pointee.id, record.pointee.unreturned)
    record.pointee.receiveWindow += record.pointee.unreturned
    record.pointee.unreturned = 0
  }

  /// Opens the windows that our SETTINGS have just made small.
  mutating func reopenWindows() {
    var slots: [UInt32] = []
    streams.forEach { slot, _ in slots.append(slot) }
    for slot in slots { reopen(slot, by: 0) }
  }
}
