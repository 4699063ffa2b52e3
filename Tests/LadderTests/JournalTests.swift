import Foundation
import Ladder
import Scenarios
import Testing

@Suite struct JournalTests {
  private let journal = Climb(seed: 4, rounds: 2).journal

  @Test func `what is written is read`() throws {
    let data = try journal.data()
    let reading = try Journal.read(data)
    #expect(reading.journal == journal)
    #expect(reading.journal.isComplete)
    #expect((reading.wholeBytes, reading.tornBytes) == (data.count, 0))
  }

  @Test func `a line torn anywhere costs its slice and no other`() throws {
    let data = try journal.data()
    let last = try Journal.line(try #require(journal.entries.last)).count
    for torn in [1, 2, last / 2, last - 1] {
      let reading = try Journal.read(data.dropLast(torn))
      #expect(reading.journal.entries == journal.entries.dropLast())
      #expect(reading.tornBytes == last - torn)
      #expect(reading.wholeBytes == data.count - last)
    }
  }

  @Test func `a ladder that goes on equals one that was never stopped`() throws {
    let data = try journal.data()
    for stop in stride(from: try Journal.line(journal.head).count, to: data.count, by: 977) {
      var resumed = try Journal.read(data.prefix(stop)).journal
      let slices = resumed.head.design.slices
      for entry in journal.entries.dropFirst(resumed.entries.count) {
        #expect(slices[resumed.entries.count] == entry.slice)
        resumed.entries.append(entry)
      }
      #expect(try resumed.data() == data)
    }
  }

  @Test(arguments: [
    ("", "it has no first line"), ("\n", "it has no first line"),
    ("{\"schema\":\"x\"", "it has no first line"), ("hello\n", "says no schema"),
    ("{\"schema\":\"grpcbench.ladder/9\"}\n", "it is of schema grpcbench.ladder/9"),
    ("{\"schema\":\"grpcbench.ladder/1\"}\n", "no design that this build knows"),
  ])
  func `what is no journal is refused`(text: String, reason: String) {
    let failure = #expect(throws: JournalFailure.self) { try Journal.read(Data(text.utf8)) }
    #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
  }

  @Test func `a line that was edited is refused, with its number`() throws {
    var lines = String(decoding: try journal.data(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    (lines[7], lines[8]) = (lines[8], lines[7])
    let swapped = Data((lines.joined(separator: "\n") + "\n").utf8)
    let failure = #expect(throws: JournalFailure.self) { try Journal.read(swapped) }
    #expect(failure?.description.hasPrefix("line 8 is not the slice") == true)
    lines[3] = "{}"
    let broken = Data((lines.joined(separator: "\n") + "\n").utf8)
    let other = #expect(throws: JournalFailure.self) { try Journal.read(broken) }
    #expect(other?.description.hasPrefix("line 4 is no slice") == true)
  }

  @Test func `another build does not go on with it`() throws {
    #expect(throws: Never.self) { try journal.check(Climb.origin) }
    var build = Climb.origin
    build.commit = "def"
    let failure = #expect(throws: JournalFailure.self) { try journal.check(build) }
    #expect(failure?.description.contains("commit def instead of abc") == true)
  }

  @Test(arguments: [
    ("\"http2_connections\":16", "\"http2_connections\":0"),
    ("\"http2_connections\":16", "\"http2_connections\":5"),
    ("\"calls_in_flight\":16", "\"calls_in_flight\":0"),
    ("\"rounds\":2", "\"rounds\":1000000000"), ("\"rounds\":2", "\"rounds\":0"),
    ("\"slice_ns\":100000000", "\"slice_ns\":0"), ("[20,40,60]", "[20,400]"),
    ("\"payloads\":[\"mixed\"]", "\"payloads\":[]"),
    ("\"payloads\":[\"mixed\"]", "\"payloads\":[\"mixed\",\"mixed\"]"),
    ("\"payloads\":[\"mixed\"]", "\"payloads\":[\"novel\"]"),
  ])
  func `a head that was edited is refused`(was: String, now: String) throws {
    let text = String(decoding: try journal.data(), as: UTF8.self)
    let edited = text.replacing(was, with: now, maxReplacements: 1)
    #expect(edited != text)
    let failure = #expect(throws: JournalFailure.self) { try Journal.read(Data(edited.utf8)) }
    #expect(failure?.description.contains("first line is no design") == true)
  }

  @Test func `rounds count when they are whole`() {
    var part = journal
    let before = part.head.design.slices.count { $0.round == 0 }
    let round = part.head.design.slices.count { $0.round == 1 }
    for (count, whole) in [
      (0, 0), (before, 0), (before + round - 1, 0), (before + round, 1),
      (before + 2 * round - 1, 1), (before + 2 * round, 2),
    ] {
      part.entries = Array(journal.entries.prefix(count))
      #expect(part.wholeRounds == whole, "\(count) slices")
      #expect(part.isComplete == (whole == 2))
    }
  }
}
