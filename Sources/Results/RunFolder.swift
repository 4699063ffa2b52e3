public import Foundation

/// The folder of one run, `<scenario>-<UTC yyyyMMdd-HHmmss>`, into which all its files are written.
public struct RunFolder: Sendable, Equatable {
  public let path: String

  /// The file that holds the result.
  public static let resultName = "result.json"

  /// The files that a run writes beside its result.
  public static let reportNames = ["report.txt", "report.md", "report.html", "result.csv"]

  /// The option by which another folder is given.
  private let option: String
  public static let usualOption = "--output"

  /// How many runs of one scenario may start in the same second.
  static let mostSuffixes = 1_000

  /// Makes the folder under `base`, which is made too.
  ///
  /// If it exists, `-2`, `-3` and so on is added.
  ///
  /// - Throws: `ResultFailure` if the folder cannot be made.
  public init(base: String, scenario: String, startedAt: Date) throws {
    let name = "\(Self.folderName(scenario))-\(Self.stamp(startedAt))"
    do {
      try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
      for number in 1...Self.mostSuffixes {
        let folder = "\(base)/\(number == 1 ? name : "\(name)-\(number)")"
        if try Self.make(folder) {
          path = folder
          option = Self.usualOption
          return
        }
      }
    } catch {
      throw Self.failure("making a folder for the run in \(base)", error.reason)
    }
    throw Self.failure("making a folder for the run in \(base)", "\(name) and its like all exist")
  }

  /// Takes the folder at `path`, which is made if there is none.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - option: The option by which another can be given, for the message.
  /// - Throws: `ResultFailure` if it cannot be made.
  public init(path: String, option: String = Self.usualOption) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Self.failure("making the folder \(path)", error.reason, option)
    }
    self.path = path
    self.option = option
  }
  /// Takes the folder away again when there is nothing in it.
  public func removeIfEmpty() {
    let files = FileManager.default
    let content = try? files.contentsOfDirectory(atPath: path)
    guard let content, content.isEmpty else { return }
    // A folder that cannot be removed does no harm.
    try? files.removeItem(atPath: path)
  }

  /// Writes a file whole or not at all.
  ///
  /// - Returns: The file's path.
  /// - Throws: `ResultFailure` if it cannot be written.
  @discardableResult
  public func write(_ data: Data, as name: String) throws -> String {
    let file = "\(path)/\(name)"
    do {
      try data.write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw Self.failure("writing \(file)", error.reason, option)
    }
    return file
  }

  @discardableResult
  public func write(_ text: String, as name: String) throws -> String {
    try write(Data(text.utf8), as: name)
  }

  /// Makes a folder; false if there is one.
  ///
  /// The folder itself is asked, so two runs cannot both get it.
  private static func make(_ folder: String) throws -> Bool {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      return true
    } catch {
      if FileManager.default.fileExists(atPath: folder) { return false }
      throw error
    }
  }

  /// `2026-01-02T03:04:05Z` as `20260102-030405`.
  private static func stamp(_ instant: Date) -> String {
    var stamp = ""
    for character in instant.formatted(.iso8601) {
      if character.isNumber { stamp.append(character) }
      if character == "T" { stamp.append("-") }
    }
    return stamp
  }

  /// When the run began whose folder has the name; nil for other names.
  static func date(in name: String) -> Date? {
    guard let match = name.firstMatch(of: /-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?:-\d+)?$/)
    else { return nil }
    let (_, year, month, day, hour, minute, second) = match.output
    return try? Date("\(year)-\(month)-\(day)T\(hour):\(minute):\(second)Z", strategy: .iso8601)
  }

  /// A scenario's name as part of a file name: letters, digits, points, dashes and underscores of
  /// ASCII, at most 64, not beginning with a point.
  private static func folderName(_ scenario: String) -> String {
    let safe = scenario.unicodeScalars.prefix(64).map { scalar in
      let character = Character(scalar)
      let isPlain = scalar.isASCII && (character.isLetter || character.isNumber)
      return isPlain || "._-".contains(character) ? character : "-"
    }
    let name = String(safe.drop { $0 == "." })
    return name.isEmpty ? "run" : name
  }

  private static func failure(
    _ tried: String,
    _ reason: String,
    _ option: String = usualOption
  ) -> ResultFailure {
    ResultFailure(description: "\(tried): \(reason); give another folder with \(option)")
  }
}
