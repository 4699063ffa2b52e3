import Timing

/// The calls of a thread that wait for their turn where calls have a rate, the first come the first
/// served, and the turns that were drawn for them.
///
/// Calls and turns stand apart: the turn of a call that is gone by then is that of the next one.
struct CallQueue {
  /// Both begin at a place of their own, so that none is moved when one is taken.
  private var calls: [Wakeups.Entry] = []
  private var turns: [Instant] = []
  private var firstCall = 0
  private var firstTurn = 0

  /// The calls, with those that are gone and were not swept out.
  var count: Int { calls.count - firstCall }

  /// Turns for which there is no call.
  var spareTurns: Int { turns.count - firstTurn - count }

  /// The instant of the first call's turn.
  var next: Instant? { count > 0 ? turns[firstTurn] : nil }

  mutating func add(turn: Instant) {
    turns.append(max(turn, turns.last ?? turn))
  }

  /// Puts a call at the end; there must be a turn for it.
  ///
  /// - Returns: When its turn comes at the latest.
  mutating func add(_ call: Wakeups.Entry, _ now: Instant) -> Instant {
    let index = firstTurn + count
    turns[index] = max(turns[index], now)
    calls.append(call)
    return turns[index]
  }

  /// Takes the first call out, at its turn.
  mutating func take() -> Wakeups.Entry {
    let call = calls[firstCall].at(turns[firstTurn])
    firstCall += 1
    firstTurn += 1
    // What was taken goes once it is the larger part.
    if firstCall * 2 >= calls.count {
      calls.removeFirst(firstCall)
      firstCall = 0
    }
    if firstTurn * 2 >= turns.count {
      turns.removeFirst(firstTurn)
      firstTurn = 0
    }
    return call
  }

  /// Takes out the calls that are gone; the turns are those of the calls that are left, and spare.
  mutating func sweep(_ isAwaited: (Wakeups.Entry) -> Bool) {
    calls = calls[firstCall...].filter(isAwaited)
    firstCall = 0
  }

  /// Gives the next call the turn of one that was gone.
  mutating func putBack(_ turn: Instant) {
    guard firstTurn == 0 else {
      firstTurn -= 1
      turns[firstTurn] = turn
      return
    }
    turns.insert(turn, at: 0)
  }

  /// Takes all turns out that no call needs.
  ///
  /// - Returns: How many there were.
  mutating func takeSpareTurns() -> Int {
    let spare = spareTurns
    turns.removeLast(spare)
    return spare
  }
}
