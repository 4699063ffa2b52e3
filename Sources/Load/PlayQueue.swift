import Bytes

/// Calls of one connection that wait for the same thing, the longest waiting first: a list through
/// the table of plays, which a call leaves from anywhere in one step.
struct PlayQueue {
  /// What a call that wants to send waits for.
  enum Reason {
    /// A window of the server's is used up.
    case window
    /// The output holds as much as it should.
    case room
  }

  private static let none = UInt32.max

  let reason: Reason
  private(set) var count = 0
  private var head = PlayQueue.none
  private var tail = PlayQueue.none

  init(_ reason: Reason) {
    self.reason = reason
  }

  var isEmpty: Bool { count == 0 }

  /// The play that has waited longest.
  var first: UInt32? { head == Self.none ? nil : head }

  /// Puts a play at the end; a play stands in one queue at a time.
  mutating func append(_ play: UInt32, _ plays: inout Table<Play>) {
    precondition(plays[play].waitsFor == nil, "the play \(play) waits already")
    plays[play].waitsFor = reason
    plays[play].before = tail
    plays[play].behind = Self.none
    if tail == Self.none { head = play } else { plays[tail].behind = play }
    tail = play
    count += 1
  }

  /// Takes a play out; it has to be there.
  mutating func remove(_ play: UInt32, _ plays: inout Table<Play>) {
    precondition(plays[play].waitsFor == reason, "the play \(play) does not wait for \(reason)")
    let (before, behind) = (plays[play].before, plays[play].behind)
    if before == Self.none { head = behind } else { plays[before].behind = behind }
    if behind == Self.none { tail = before } else { plays[behind].before = before }
    plays[play].waitsFor = nil
    count -= 1
  }
}
