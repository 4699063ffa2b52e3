import Bytes
public import Scenarios
public import Timing

/// Processor time that calls of one protocol and encoding take beside their own: an effect that is
/// planted, so that it can be seen whether a comparison finds it.
public struct Plants: Equatable, Sendable {
  /// How calls come, as the option names it.
  enum Way: String, CaseIterable {
    case grpc
    case connect
    case http1
  }

  /// The longest that can be planted.
  public static let longest = Nanoseconds.seconds(10)

  private var lengths = [Nanoseconds](repeating: .zero, count: 2 * Way.allCases.count)

  public init() {}

  /// Reads `http1/json=2us`, of each cell what was said last.
  public init(_ entries: [Entry]) throws(Complaint) {
    for entry in entries {
      let parts = entry.text.split(separator: "=", maxSplits: 1)
      let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, names.count == 2, let way = Way(rawValue: String(names[0])),
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
  func length(_ way: Way, _ format: MessageFormat) -> Nanoseconds {
    lengths[Self.index(way, format)]
  }

  private static func index(_ way: Way, _ format: MessageFormat) -> Int {
    (Way.allCases.firstIndex(of: way) ?? 0) * 2 + (format == .json ? 1 : 0)
  }
}
