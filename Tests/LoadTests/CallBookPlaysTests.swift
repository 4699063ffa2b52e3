import Bytes
import GRPC
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

@Suite struct CallBookPlaysTests {
  private func book(_ change: (inout PlannedCall) -> Void) throws -> CallBook {
    var plan = Plan.short(milliseconds: 1_000)
    plan.calls[0].kind = .bidirectional
    change(&plan.calls[0])
    var book = try CallBook(plan)
    book.isMeasuring = true
    return book
  }

  private func begin(_ book: inout CallBook, at now: Instant = at(0)) -> (UInt32, UInt32) {
    let call = book.insert(book.newCall(0, now, couldStart: now, on: 0))
    book.beginPlay(call)
    book.started(call, at: now)
    return (call, book.calls[call].play)
  }

  @Test func `a call wakes for whatever is first of message, cancellation and reading`() throws {
    var book = try book {
      $0.messages.sent = 3
      $0.messages.rate = try? Rate(text: "100")
      $0.cancel.after = .milliseconds(50)
      $0.messages.readRate = 1_000_000
    }
    let (call, play) = begin(&book)
    #expect(book.timers.next == at(50))
    book.plays[play].due = at(20)
    book.setTimer(play)
    #expect(book.timers.next == at(20))
    // Bytes that are read later do not put the message off.
    book.readLater(5_000, of: call, 1_000_000, at: at(5))
    #expect(book.timers.next == at(10))
    #expect(book.read(play, 1_000_000, at: at(10)) == 5_000)
    book.setTimer(play)
    #expect(book.timers.next == at(20))
    var queue = PlayQueue(.window)
    queue.append(play, &book.plays)
    book.setTimer(play)
    #expect(book.timers.next == at(50))
    queue.remove(play, &book.plays)
    book.plays[play].awaitsAnswer = true
    book.setTimer(play)
    #expect(book.timers.next == at(50))
    book.abandonAll(at: at(60))
    #expect(book.timers.next == nil)
    #expect(book.plays.count == 0)
  }

  @Test func `a turn is taken once the answers are as many as the messages`() throws {
    var book = try book {
      ($0.messages.sent, $0.messages.received) = (3, 3)
      $0.messages.turns = .alternating
      $0.messages.thinkTime = .milliseconds(2)
    }
    let (call, play) = begin(&book)
    var took = book.takeTurn(play, at: at(1))
    #expect(!took)
    let note = book.messageTaken(play)
    #expect(note != NoteList.none)
    #expect(book.plays[play].awaitsAnswer)
    took = book.takeTurn(play, at: at(1))
    #expect(!took)
    book.received(2, of: call, at: at(5))
    took = book.takeTurn(play, at: at(5))
    #expect(took)
    #expect(book.plays[play].due == at(7))
    // The answer to the second message has come already.
    let second = book.messageTaken(play)
    #expect(second != NoteList.none)
    took = book.takeTurn(play, at: at(7))
    #expect(took)
    book.abandonAll(at: at(10))
    #expect(book.notes.count == 0)
    #expect(book.pages[0].recorder.finish().streams.roundTrip.count == 1)
  }

  @Test func `what is told of a message that was answered before it left is not another's`() throws
  {
    var book = try book {
      ($0.messages.sent, $0.messages.received) = (2, 2)
      $0.messages.rate = try? Rate(text: "100")
    }
    let (call, play) = begin(&book)
    let first = book.messageTaken(play)
    book.received(1, of: call, at: at(1))
    let second = book.messageTaken(play)
    #expect(second == first)
    book.messageSent(call, first, intended: at(0), at: at(2))
    #expect(book.notes[second].sent == nil)
    book.messageSent(call, second, intended: at(10), at: at(12))
    #expect(book.notes[second].sent == at(12))
    book.abandonAll(at: at(20))
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `a slow reader is never ahead of its rate and never stands still`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rate = [1_024, 1_000_000, 3_333_333, 1 << 36][Int(seed % 4)]
    var book = try book { $0.messages.readRate = rate }
    let (call, play) = begin(&book)
    book.plays[play].left = 0
    var (came, given) = (0, 0)
    var now = at(0)
    var first: Instant?
    for step in 0..<600 {
      let comment: Comment = "seed \(seed), step \(step)"
      if Int.random(in: 0..<4, using: &random) == 0 {
        let count = Int.random(in: 1...100_000, using: &random)
        book.readLater(count, of: call, rate, at: now)
        came += count
        first = first ?? now
      }
      now = now + .microseconds(.random(in: 0...20_000, using: &random))
      // Every wake-up moves the timer on.
      var turns = 0
      while book.timers.first(dueBy: now) != nil, turns < 3 {
        given += book.read(play, rate, at: now)
        book.setTimer(play)
        turns += 1
      }
      #expect(book.timers.first(dueBy: now) == nil, comment)
      #expect(given <= came, comment)
      if let first {
        let able = Double((now - first).count) * Double(rate) / 1e9
        #expect(Double(given) <= able + 1, comment)
      }
      #expect((book.timers.next != nil) == (given < came), comment)
    }
    // What is left is read in the time that it takes.
    let left = came - given
    let until = now + Nanoseconds(Int64(Double(left) * 1e9 / Double(rate)) + 10_000_000)
    while let next = book.timers.next, next <= until {
      given += book.read(play, rate, at: next)
      book.setTimer(play)
    }
    #expect(given == came, "seed \(seed)")
    book.abandonAll(at: until)
  }

  @Test func `the phases of calls with messages add up, whatever happens to them`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var book = try book { $0.messages.received = nil }
      for round in 0..<30 {
        let start = at(Int64(round) * 10)
        let (call, play) = begin(&book, at: start)
        var now = start
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
          now = now + .microseconds(.random(in: 0...500, using: &random))
          switch Int.random(in: 0..<4, using: &random) {
          case 0: book.plays[play].clock.hold(.streamWindow, at: now)
          case 1: book.plays[play].clock.hold(nil, at: now)
          case 2: book.headCame(call, at: now)
          default: book.received(Int.random(in: 1...3, using: &random), of: call, at: now)
          }
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: book.ended(call, .ok, at: now)
        case 1: book.cancelledAsPlanned(call, at: now)
        case 2: book.failed(call, .deadlineExceeded, at: now)
        default: book.abandonAll(at: now)
        }
      }
      let recording = book.pages[0].recorder.finish()
      #expect(recording.started == 30 && recording.isWhole, "seed \(seed)")
      #expect(recording.phases?.total == recording.responseSum, "seed \(seed)")
    }
  }
}
