import ArgumentParser
import Bytes
import Codecs
import Foundation
import Scenarios
import Timing
import Transport

/// `grpcbench codec`: what the payloads cost to write and to read.
struct CodecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codec",
    abstract: "Measure what the payloads cost to encode and to decode.",
    discussion: """
      Nanoseconds of processor time for each message: medians over rounds, with 95 % intervals. \
      docs/payloads.md says what is compared and how.

        grpcbench codec
        grpcbench codec --codec all --payload numbers --json
      """
  )

  @Option("Payloads by their names, or all.", "names")
  var payload = "all"

  @Option("Codecs by their names, used for those of runs, or all.", "names")
  var codec = "used"

  @Option("encode, decode or both.", "direction")
  var direction = "both"

  @Option("Rounds, in each of which all are measured once.", "count")
  var rounds = "\(CodecBench.defaultRounds)"

  @Option("Time of each measurement.", "time")
  var slice = CodecBench.defaultSlice.exactText

  @Option("Messages of each measurement, instead of a time.", "count")
  var messages: String?

  @Option("By which the order of measurements is drawn.", "number")
  var seed = "1"

  @Option("Where the encoded payloads are written, each in a file.", "folder")
  var output: String?

  @Flag(help: "One JSON document instead of a table.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() throws {
    Signals.capture()
    let bench = try bench()
    let costs: [CodecCost]
    do {
      if let output { try CodecFiles.write(bench, to: output) }
      let progress = CodecProgress(bench, isQuiet: quiet)
      defer { progress.end() }
      costs = try bench.run { progress.tell($0) }
    } catch let failure as CodecBench.Failure {
      throw Failure("codec: \(failure), so its cost would say nothing; leave it out of --codec")
    }
    guard !costs.isEmpty else {
      throw Failure("codec: stopped before a round was over; nothing was measured")
    }
    StandardOutput.say(json ? try CodecTable.json(costs) : CodecTable.text(costs))
  }

  func bench() throws(Complaint) -> CodecBench {
    do throws(Complaint) {
      var bench = CodecBench()
      bench.payloads = try Self.words(payload, "--payload", all: PayloadName.allCases)
      bench.codecs =
        codec == "used"
        ? PayloadCodec.used : try Self.words(codec, "--codec", all: PayloadCodec.allCases)
      if direction != "both" {
        bench.directions = [try Entry(direction, subject: "--direction").word()]
      }
      bench.rounds = try Entry(rounds, subject: "--rounds").whole(in: 1...Self.mostRounds)
      bench.slice = try Entry(slice, subject: "--slice").length(zero: false)
      guard bench.slice <= Self.longestSlice else {
        throw Complaint("--slice \(slice) is too long; give at most \(Self.longestSlice.exactText)")
      }
      if let messages {
        bench.messages = try Entry(messages, subject: "--messages").whole(in: 1...Self.mostMessages)
      }
      bench.seed = try Entry(seed, subject: "--seed").whole(in: 0...Limits.seed)
      return bench
    } catch {
      throw error.about("codec")
    }
  }

  private static let mostRounds = 10_000
  private static let longestSlice = Nanoseconds.seconds(10)
  private static let mostMessages = 1_000_000_000

  /// The words of a list with commas, each once.
  private static func words<Word: RawRepresentable & CaseIterable & Equatable>(
    _ text: String,
    _ subject: String,
    all: [Word]
  ) throws(Complaint) -> [Word] where Word.RawValue == String {
    guard text != "all" else { return all }
    var words: [Word] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word: Word = try Entry(String(part), subject: subject).word()
      if !words.contains(word) { words.append(word) }
    }
    return words
  }
}

/// How far the measuring of codecs is, on a terminal; Ctrl-C ends it with the rounds that are over.
final class CodecProgress {
  private let bench: CodecBench
  private let isShown: Bool
  private let isQuiet: Bool
  private var isOpen = false
  private var shown: Int?

  init(_ bench: CodecBench, isQuiet: Bool) {
    self.bench = bench
    self.isQuiet = isQuiet
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    if !isQuiet, bench.messages == nil {
      let seconds = max(1, Int(bench.expectedTime.inSeconds.rounded(.up)))
      StandardError.say("codec: takes about \(seconds) s")
    }
  }

  /// Is asked before each slice.
  ///
  /// - Returns: Whether to go on.
  func tell(_ roundsOver: Int) -> Bool {
    if isShown, roundsOver != shown {
      (isOpen, shown) = (true, roundsOver)
      write("\r\u{1B}[Kround \(roundsOver) of \(bench.rounds)")
    }
    let isStopped = Signals.wait(atMost: .zero)
    if isStopped, !isQuiet {
      end()
      StandardError.say("codec: stopped after \(roundsOver) of \(bench.rounds) rounds")
    }
    return !isStopped
  }

  func end() {
    if isOpen { write("\r\u{1B}[K") }
    isOpen = false
  }

  private func write(_ text: String) {
    // A terminal that has gone away needs no progress.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
