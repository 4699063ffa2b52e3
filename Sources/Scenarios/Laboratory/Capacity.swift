public import Timing

/// How many calls a server can start: those beyond wait in a queue, the first come the first
/// served.
public struct Capacity: Equatable, Sendable {
  public static let bursts = 1...1_000_000

  public var rate: Rate
  /// Calls that may start at once after a time without any.
  public var burst: Int

  /// Reads `5000` or `5000 burst 100`; the burst is 1 when it is not said.
  public init(text: String) throws(KnobError) {
    var knob = KnobText(text, example: "\"5000\" or \"5000 burst 100\", in calls per second")
    let word = try knob.word("rate")
    do {
      rate = try Rate(text: word)
    } catch {
      throw knob.complaint("has \(word), which \(error)")
    }
    burst = knob.takes("burst") ? try knob.whole("burst", Self.bursts) : 1
    try knob.end()
  }
}

extension Capacity: CustomStringConvertible {
  /// The text that `init(text:)` reads.
  public var description: String { burst == 1 ? "\(rate)" : "\(rate) burst \(burst)" }
}
