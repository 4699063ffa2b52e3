import Bytes
import GRPC
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

@Suite struct CallBookTests {
  @Test func `in a closed loop a call is intended when it starts`() throws {
    var book = try closedLoop()
    let call = book.release(at(10))
    book.started(call, at: at(12))
    book.answer(call, at(20))
    let recording = book.pages[0].recorder.finish()
    #expect(recording.okCalls == 1)
    #expect(recording.response.max.isNear(.milliseconds(8)))
    #expect(recording.serviceTime == recording.response)
    #expect(recording.slotWait.count == 0)
  }

  @Test func `a caller that waited for a stream keeps the instant since which it waited`() throws {
    var book = try closedLoop()
    let call = book.release(at(10), couldStart: at(30))
    book.started(call, at: at(31))
    book.answer(call, at(40))
    let recording = book.pages[0].recorder.finish()
    #expect(recording.response.max.isNear(.milliseconds(30)))
    #expect(recording.slotWait.max.isNear(.milliseconds(20)))
  }

  @Test func `only what has not left and shown no answer may be sent once more`() throws {
    var book = try openLoop()
    let call = book.release(at(10))
    let isUnsent = book.isUnsent(call)
    book.started(call, at: at(11))
    let isStillUnsent = book.isUnsent(call)
    let isUnanswered = book.isUnanswered(call)
    #expect(isUnsent && !isStillUnsent && isUnanswered)
    let caller = book.takeBack(call)
    #expect(caller.ready == at(10) && caller.isReplay)
    #expect(book.calls.count == 0)
    // It keeps its intended start; what it has waited is due to the connection, and once is enough.
    let again = book.insert(book.newCall(caller, couldStart: at(40), on: 0))
    let mayGoOnceMore = book.isUnanswered(again)
    #expect(!mayGoOnceMore)
    book.started(again, at: at(40))
    book.answer(again, at(50))
    let recording = book.pages[0].recorder.finish()
    #expect(recording.started == 1 && recording.okCalls == 1)
    #expect(recording.response.max.isNear(.milliseconds(40)))
    #expect(book.connections.replayed == 1)
  }

  @Test func `a call whose answer has begun is not sent again`() throws {
    var book = try openLoop()
    let call = book.release(at(10))
    book.started(call, at: at(11))
    book.headCame(call, at: at(12))
    let isUnanswered = book.isUnanswered(call)
    #expect(!isUnanswered)
  }

  @Test func `in an open loop the intended start is the schedule's, however late the call`() throws
  {
    var book = try openLoop()
    let call = book.release(at(10))
    book.started(call, at: at(25))
    book.answer(call, at(40))
    let recording = book.pages[0].recorder.finish()
    #expect(recording.response.max.isNear(.milliseconds(30)))
    #expect(recording.serviceTime.max.isNear(.milliseconds(15)))
    #expect(recording.sendLag.max.isNear(.milliseconds(15)))
    #expect(recording.slotWait.count == 0)
  }

  @Test func `OK without exactly one whole message is no success`() throws {
    for messages in [0, 1, 2, 3] {
      var book = try closedLoop()
      let call = book.release(at(1))
      book.started(call, at: at(1))
      for _ in 0..<messages { book.received(call, at: at(2)) }
      book.ended(call, .ok, at: at(2))
      let recording = book.pages[0].recorder.finish()
      #expect(recording.statuses[0] == (messages == 1 ? 1 : 0), "\(messages) messages")
      #expect(recording.statuses[12] == (messages == 1 ? 0 : 1), "\(messages) messages")
    }
  }

  @Test func `CANCELLED after the deadline is DEADLINE_EXCEEDED`() throws {
    for (milliseconds, code) in [(99, 1), (100, 4)] as [(Int64, Int)] {
      var book = try closedLoop(deadline: .milliseconds(100))
      let call = book.release(at(0))
      book.started(call, at: at(0))
      book.ended(call, Status(.cancelled), at: at(milliseconds))
      #expect(book.pages[0].recorder.finish().statusCounts == [code: 1])
    }
  }

  @Test func `the next deadline is that of the call intended first`() throws {
    var book = try closedLoop(deadline: .milliseconds(100))
    #expect(book.nextDeadline?.call == nil)
    let late = book.release(at(50))
    let early = book.release(at(20), couldStart: at(60))
    #expect(book.nextDeadline?.call == early)
    #expect(book.nextDeadline?.at == at(120))
    let expired = (book.hasExpired(early, at: at(119)), book.hasExpired(early, at: at(120)))
    #expect(expired == (false, true))
    book.failed(early, .deadlineExceeded, at: at(120))
    #expect(book.nextDeadline?.at == at(150))
    book.failed(late, .deadlineExceeded, at: at(150))
    #expect(book.nextDeadline?.call == nil)
    #expect(book.pages[0].recorder.finish().statusCounts == [4: 2])
  }

  @Test func `without a deadline nothing expires`() throws {
    var book = try closedLoop(deadline: nil)
    let call = book.release(at(0))
    #expect(book.nextDeadline?.call == nil)
    let hasExpired = book.hasExpired(call, at: .distantFuture)
    #expect(!hasExpired)
    book.abandonAll(at: at(900))
    #expect(book.pages[0].recorder.finish().unfinishedCalls == 1)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `whatever happens to its calls, each is recorded exactly once`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var book = seed % 2 == 0 ? try openLoop() : try closedLoop()
    var story = CallStory()
    for step in 0..<3_000 { story.goOn(&book, at(Int64(step) / 4), &random) }
    #expect(book.calls.count == story.inFlight.count, "seed \(seed)")
    book.abandonAll(at: at(760))
    #expect(book.calls.count == 0, "seed \(seed)")
    let recording = book.pages[0].recorder.finish()
    #expect(Int(recording.started) == story.released, "seed \(seed)")
    #expect(recording.statusCounts == story.statuses, "seed \(seed)")
    #expect(
      Int(recording.unfinishedCalls) == story.inFlight.count + story.neverReleased,
      "seed \(seed)"
    )
    #expect(recording.isWhole, "seed \(seed)")
    #expect(Int(recording.response.count) == story.timed + story.inFlight.count, "seed \(seed)")
    #expect(recording.failed.count == recording.failedCalls, "seed \(seed)")
  }

  private func closedLoop(deadline: Nanoseconds? = .seconds(10)) throws -> CallBook {
    var plan = Plan.short(milliseconds: 1_000)
    plan.calls[0].deadline = deadline
    return try CallBook(plan)
  }

  private func openLoop() throws -> CallBook {
    let plan = try Plan.short(milliseconds: 1_000).arriving(at: "1000")
    return try CallBook(plan)
  }
}

/// Calls with random lives, and what a book must say about them in the end.
private struct CallStory {
  var inFlight: [UInt32] = []
  var released = 0
  var neverReleased = 0
  var timed = 0
  var statuses: [Int: Int] = [:]

  mutating func goOn(_ book: inout CallBook, _ now: Instant, _ random: inout SplitMix64) {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<5:
      released += 1
      inFlight.append(book.release(now))
    case 5:
      released += 1
      statuses[14, default: 0] += 1
      book.refused(0, intended: now, .connectionLost("gone"), at: now)
    case 6:
      released += 1
      neverReleased += 1
      timed += 1
      book.neverReleased(0, intended: now, at: now)
    default:
      guard !inFlight.isEmpty else { return }
      end(inFlight.remove(at: .random(in: 0..<inFlight.count, using: &random)), &book, now, &random)
    }
  }

  private mutating func end(
    _ call: UInt32,
    _ book: inout CallBook,
    _ now: Instant,
    _ random: inout SplitMix64
  ) {
    if Bool.random(using: &random) { book.started(call, at: now) }
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      timed += 1
      statuses[0, default: 0] += 1
      book.answer(call, now)
    case 1:
      statuses[12, default: 0] += 1
      book.ended(call, .ok, at: now)
    default:
      let code = Int.random(in: 1...16, using: &random)
      statuses[code, default: 0] += 1
      let status = StatusCode(rawValue: UInt8(code)) ?? .unknown
      book.failed(call, Status(status, "failure \(code)"), at: now)
    }
  }
}

extension CallBook {
  init(_ plan: Plan) throws {
    let templates = try CallTemplate.all(plan, authority: "localhost")
    self.init(Timeline(start: at(0), plan), plan, templates)
  }

  fileprivate mutating func release(_ intended: Instant, couldStart: Instant? = nil) -> UInt32 {
    insert(newCall(0, intended, couldStart: couldStart ?? intended, on: 0))
  }

  fileprivate mutating func answer(_ call: UInt32, _ now: Instant) {
    received(call, at: now)
    ended(call, .ok, at: now)
  }
}

extension Nanoseconds {
  /// Equal as far as a histogram of three digits keeps a value.
  func isNear(_ other: Nanoseconds) -> Bool {
    abs(count - other.count) <= other.count / 500 + 1
  }
}
