internal import Foundation

/// The results that are kept to be compared with, `Results/Baselines/<name>/<number>.json`.
public struct BaselineFolder: Sendable {
  public let path: String

  /// The most runs that a baseline holds.
  public static let mostRuns = 50
  /// Characters of a baseline's name.
  public static let longestName = 64

  public init(path: String) {
    self.path = path
  }

  /// The names of all baselines, in alphabetical order.
  public var names: [String] {
    let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
    return (entries ?? []).filter { Self.isName($0) && !files(of: $0).isEmpty }.sorted()
  }

  public func contains(_ name: String) -> Bool {
    Self.isName(name) && !files(of: name).isEmpty
  }

  /// The runs of a baseline.
  ///
  /// - Throws: `ResultFailure` if there is none of that name or a run of it cannot be read.
  public func runs(of name: String) throws -> [ResultDocument] {
    guard contains(name) else { throw unknown(name) }
    return try files(of: name).map { try ResultDocument(path: $0) }
  }

  /// Keeps runs under a name: all of them or none, also if this process is ended meanwhile.
  ///
  /// - Throws: `ResultFailure` if the name cannot be one or is taken, or a file cannot be written.
  public func save(_ runs: [ResultDocument], as name: String) throws {
    guard Self.isName(name) else {
      throw ResultFailure(
        description:
          "baseline \(name.prefix(Self.longestName)): a name has letters, digits, -, _ and "
          + "points inside, at most \(Self.longestName)"
      )
    }
    guard (1...Self.mostRuns).contains(runs.count) else {
      throw ResultFailure(
        description: "baseline \(name): it has \(runs.count) runs; give 1 to \(Self.mostRuns)"
      )
    }
    guard !contains(name) else {
      throw ResultFailure(
        description: "baseline \(name): there is one already; remove it first, or take another name"
      )
    }
    let files = FileManager.default
    // No name begins with a point, so what an end in the middle leaves here is no baseline.
    let new = "\(path)/.\(name).new"
    try? files.removeItem(atPath: new)
    let folder = try RunFolder(path: new, option: "--baselines")
    do {
      for (number, run) in runs.enumerated() {
        try folder.write(run.json(), as: "\(number + 1).json")
      }
      try move(new, to: "\(path)/\(name)", runs: runs.count)
    } catch {
      try? files.removeItem(atPath: new)
      if let failure = error as? ResultFailure { throw failure }
      throw ResultFailure(description: "saving the baseline \(name): \(error.reason)")
    }
  }

  /// Gives the folder of a finished baseline its name.
  private func move(_ new: String, to place: String, runs: Int) throws {
    let files = FileManager.default
    if (try? files.contentsOfDirectory(atPath: place))?.isEmpty == true {
      try files.removeItem(atPath: place)
    }
    guard files.fileExists(atPath: place) else {
      return try files.moveItem(atPath: new, toPath: place)
    }
    // Others keep something there, beside which the runs are put.
    for number in 1...runs {
      try files.moveItem(atPath: "\(new)/\(number).json", toPath: "\(place)/\(number).json")
    }
    try files.removeItem(atPath: new)
  }

  /// Removes a baseline and its runs.
  ///
  /// - Throws: `ResultFailure` if there is none of that name or it cannot be removed.
  public func remove(_ name: String) throws {
    guard contains(name) else { throw unknown(name) }
    do {
      for file in files(of: name) { try FileManager.default.removeItem(atPath: file) }
    } catch {
      throw ResultFailure(description: "removing the baseline \(name): \(error.reason)")
    }
    // What others have put beside the runs stays.
    try? RunFolder(path: "\(path)/\(name)").removeIfEmpty()
  }

  /// The files of a baseline in the order in which they were given.
  private func files(of name: String) -> [String] {
    (1...Self.mostRuns).map { "\(path)/\(name)/\($0).json" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  private func unknown(_ name: String) -> ResultFailure {
    let names = names
    return ResultFailure(
      description: "baseline \(name.prefix(Self.longestName)): there is none in \(path); "
        + (names.isEmpty ? "save one first" : "there are \(names.joined(separator: ", "))")
    )
  }

  private static func isName(_ text: String) -> Bool {
    let isPlain = { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return (1...longestName).contains(text.utf8.count) && !text.hasPrefix(".")
      && !text.hasPrefix("-") && text.utf8.allSatisfy(isPlain)
  }
}
