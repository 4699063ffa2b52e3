import Bytes
public import Scenarios
public import Timing

/// Processor time that calls of one protocol and encoding take beside their own: an effect that is
/// planted, so that it can be seen whether a comparison finds it.
public struct Plants: Equatable, Sendable {
  /// The longest that can be planted.
  public static let longest = Nanoseconds.seconds(10)

  private var lengths = [Nanoseconds](repeating: .zero, count: 2 * CallProtocol.allCases.count)

  public init() {}

  /// Reads `http1/json=2us`, of each cell what was said last.
  public init(_ entries: [Entry]) throws(Complaint) {
    for entry in entries {
      let parts = entry.text.split(separator: "=", maxSplits: 1)
      let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, names.count == 2, let way = CallProtocol(rawValue: String(names[0])),
        let format = MessageFormat(rawValue: String(names[1]))
      else {
        throw entry.complaint("is no cell and length; write it as \"http1/json=2us\"")
      }
      let length = try Entry(String(parts[1]), subject: entry.subject)
        .length(zero: true, upTo: Self.longest)
      lengths[Self.index(way, format)] = length
    }
  }

  /// Nothing is planted.
  var isEmpty: Bool { lengths.allSatisfy { $0 == .zero } }

  /// What calls take that come so.
  func length(_ way: CallProtocol, _ format: MessageFormat) -> Nanoseconds {
    lengths[Self.index(way, format)]
  }

  private static func index(_ way: CallProtocol, _ format: MessageFormat) -> Int {
    // In each planted call: a search among all cases would cost as much as a small plant.
    let row =
      switch way {
      case .grpc: 0
      case .connect: 1
      case .http1: 2
      }
    return 2 * row + (format == .json ? 1 : 0)
  }
}
