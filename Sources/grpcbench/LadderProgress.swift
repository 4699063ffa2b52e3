import Foundation
import Ladder
import Timing
import Transport

/// One line on a terminal that says where a ladder is and how long it will still take; nothing
/// where no one watches.
final class LadderProgress {
  private let design: Design
  private let isShown: Bool
  private var isOpen = false
  /// When the first slice began, and which one that was.
  private var start: (instant: Instant, slice: Int)?

  init(_ design: Design, isQuiet: Bool) {
    self.design = design
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  func tell(_ slice: Slice) {
    let now = EventLoop.now()
    let start = start ?? (now, slice.number)
    self.start = start
    guard isShown else { return }
    let planned = design.length(from: start.slice) - design.length(from: slice.number)
    let line = Self.line(slice, design, planned: planned, taken: now - start.instant)
    isOpen = true
    write("\r\u{1B}[K" + line)
  }

  /// Leaves the terminal as it was.
  func end() {
    guard isOpen else { return }
    isOpen = false
    write("\r\u{1B}[K")
  }

  /// Where it is; what is left is stretched as what was played took longer than planned.
  static func line(
    _ slice: Slice,
    _ design: Design,
    planned: Nanoseconds,
    taken: Nanoseconds
  ) -> String {
    let stretch = planned.count > 0 ? max(1, taken.inSeconds / planned.inSeconds) : 1
    let left = design.length(from: slice.number).inSeconds * stretch
    let place = slice.round == 0 ? "before the rounds" : "round \(slice.round) of \(design.rounds)"
    return "\(place) · \(slice.title) · \(spoken(Nanoseconds(Int64(left * 1e9)))) left"
  }

  /// A length of time for people who wait: `about` belongs before it.
  static func spoken(_ length: Nanoseconds) -> String {
    let seconds = Int(length.inSeconds.rounded(.up))
    let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
    guard minutes > 0 else { return "\(rest) s" }
    guard minutes >= 60 else { return rest == 0 ? "\(minutes) min" : "\(minutes) min \(rest) s" }
    return "\(minutes / 60) h \(minutes % 60) min"
  }

  private func write(_ text: String) {
    // A terminal that has gone away needs no progress.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
