import Bytes
import Statistics
import Timing

/// The messages of one call in flight: which is next, when it is due, and what holds it back.
///
/// The usual unary call has none: it gets one when it turns out to need it.
struct Play: BitwiseCopyable {
  static let none = UInt32.max

  let call: UInt32
  /// Messages that are not sent whole.
  var left: Int
  /// The message of the pool that is next, or under way.
  var variant: Int
  /// The one with which the call began.
  let firstVariant: Int
  /// How far the pool's bytes are sent.
  var position: Int
  /// When the next message should be sent.
  var due: Instant
  var schedule: MessageSchedule?
  /// The answer to the last message must come before the next one goes.
  var awaitsAnswer = false
  /// What the call waits for that has something to send, and in which of its channel's queues it
  /// stands; nil where it need not wait.
  var waitsFor: PlayQueue.Reason?
  /// Its neighbours in that queue.
  var before = UInt32.max
  var behind = UInt32.max
  /// When the call is given up although nothing is wrong.
  var cancelAt = Instant.distantFuture
  /// Where its time goes.
  var clock: PhaseClock
  /// When its last message came.
  var lastMessage: Instant?
  /// When the last message was read by a live codec.
  var readAt = Instant(nanoseconds: 0)
  /// Such a codec has read a message.
  var isRead = false
  /// The messages whose answers are to come, the oldest first.
  var notes = NoteList()
  /// Bytes that have come and that the slow reader has not read.
  var unread = 0
  /// Until when it has read.
  var readUntil = Instant.distantFuture
  /// When it reads on.
  var sipAt = Instant.distantFuture
  /// Its place among the timers; `Timers.none` without one.
  var timer = Timers.none
}

/// A message on its way, until its answer comes.
struct MessageNote: BitwiseCopyable {
  /// When it should have been sent.
  let intended: Instant
  /// When it was handed to the socket.
  var sent: Instant?
  var next = NoteList.none
}

/// The messages of one call on their way, in their order: a list through the table of all of them.
struct NoteList: BitwiseCopyable {
  static let none = UInt32.max

  private var first = NoteList.none
  private var last = NoteList.none

  mutating func append(_ intended: Instant, to notes: inout Table<MessageNote>) -> UInt32 {
    let index = notes.insert(MessageNote(intended: intended))
    if last == Self.none { first = index } else { notes[last].next = index }
    last = index
    return index
  }

  /// Takes out the oldest.
  mutating func popFirst(_ notes: inout Table<MessageNote>) -> MessageNote? {
    guard first != Self.none else { return nil }
    let note = notes[first]
    notes.remove(first)
    first = note.next
    if first == Self.none { last = Self.none }
    return note
  }
}
