public import Foundation

/// What a ladder has found so far: its head, and one entry for each slice that was played.
public struct Journal: Equatable, Sendable {
  public var head: Head
  public var entries: [Entry] = []

  public init(_ head: Head) {
    self.head = head
  }

  /// The first line: what is measured, and where.
  public struct Head: Codable, Equatable, Sendable {
    public var schema = Journal.schema
    public var design: Design
    public var origin: Origin
    public var startedAt: Date

    public init(_ design: Design, _ origin: Origin, startedAt: Date) {
      self.design = design
      self.origin = origin
      self.startedAt = startedAt
    }

    private enum CodingKeys: String, CodingKey {
      case schema, design, origin
      case startedAt = "started_at"
    }
  }

  /// The machine and the build by which slices are made.
  public struct Origin: Codable, Equatable, Sendable {
    public var host: String
    public var kernel: String
    public var cpus: Int
    public var build: String
    public var version: String
    public var commit: String

    public init(
      host: String,
      kernel: String,
      cpus: Int,
      build: String,
      version: String,
      commit: String
    ) {
      self.host = host
      self.kernel = kernel
      self.cpus = cpus
      self.build = build
      self.version = version
      self.commit = commit
    }

    /// The first thing in which another one differs, for people; nil if it is the same.
    func difference(from other: Origin) -> String? {
      let parts = [
        ("build", build, other.build), ("version", version, other.version),
        ("commit", commit, other.commit), ("host", host, other.host),
        ("kernel", kernel, other.kernel), ("processors", "\(cpus)", "\(other.cpus)"),
      ]
      return parts.first { $0.1 != $0.2 }.map { part in
        "\(part.0) \(part.1.isEmpty ? "unknown" : part.1) instead of "
          + (part.2.isEmpty ? "unknown" : part.2)
      }
    }
  }

  /// A slice that was played.
  public struct Entry: Equatable, Sendable {
    public var slice: Slice
    public var finding: Finding

    public init(_ slice: Slice, _ finding: Finding) {
      self.slice = slice
      self.finding = finding
    }
  }

  /// What a slice has found.
  public enum Finding: Equatable, Sendable {
    case calls(SliceOutcome)
    case codec(MessageCost)
  }

  public static let schema = "grpcbench.ladder/1"

  /// Whether all slices were played.
  public var isComplete: Bool { entries.count == head.design.slices.count }

  /// The rounds that were played whole.
  public var wholeRounds: Int {
    let slices = head.design.slices
    let next = entries.count < slices.count ? slices[entries.count].round : head.design.rounds + 1
    return max(0, next - 1)
  }

  /// Refuses to go on elsewhere: slices would not be of one ladder.
  ///
  /// - Throws: A `JournalFailure` that says what differs.
  public func check(_ origin: Origin) throws(JournalFailure) {
    if let difference = origin.difference(from: head.origin) {
      throw JournalFailure(
        "this is another machine or build (\(difference)); begin a new ladder without --resume"
      )
    }
  }
}

/// Why a journal cannot be used, in one line.
public struct JournalFailure: Error, Equatable, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}

extension Journal.Entry: Codable {
  private enum CodingKeys: String, CodingKey {
    case calls, codec
  }

  public init(from decoder: any Decoder) throws {
    slice = try Slice(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if slice.cell == nil {
      finding = .codec(try container.decode(MessageCost.self, forKey: .codec))
    } else {
      finding = .calls(try container.decode(SliceOutcome.self, forKey: .calls))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try slice.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch finding {
    case .calls(let outcome): try container.encode(outcome, forKey: .calls)
    case .codec(let cost): try container.encode(cost, forKey: .codec)
    }
  }
}
