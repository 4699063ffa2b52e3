import Foundation
import Gate
import Results
import Scenarios

/// What names results on the command line: a baseline, a run's folder, a file, or a pattern of
/// them.
struct ResultSource {
  /// The most runs that one word may stand for.
  static let most = 50

  let baselines: BaselineFolder

  /// The results that a word names, at least one.
  ///
  /// - Throws: A `Complaint` that says what there is instead.
  func results(_ word: String) throws -> [NamedResult] {
    if baselines.contains(word) {
      let runs = try read { try baselines.runs(of: word) }
      return runs.enumerated().map {
        NamedResult(name: runs.count > 1 ? "\(word) (\($0.offset + 1))" : word, result: $0.element)
      }
    }
    let paths = word.contains { "*?".contains($0) } ? Self.matches(of: word) : [word]
    guard !paths.isEmpty else {
      throw Complaint(
        "\(Complaint.shown(word)) matches no file; give a run's folder or result.json"
      )
    }
    guard paths.count <= Self.most else {
      throw Complaint("\(Complaint.shown(word)) matches \(paths.count) files, over \(Self.most)")
    }
    return try paths.map { path in
      let place = URL(filePath: path, directoryHint: .checkFileSystem)
      let file = place.hasDirectoryPath ? place.appending(path: "result.json").path : path
      guard FileManager.default.fileExists(atPath: file) else { throw missing(path) }
      return NamedResult(name: path, result: try read { try ResultDocument(path: file) })
    }
  }

  private func missing(_ path: String) -> Complaint {
    let names = baselines.names
    let known = names.isEmpty ? "" : "; the baselines are \(names.joined(separator: ", "))"
    return Complaint(
      "\(Complaint.shown(path)) is no result and no baseline; give a run's folder, a result.json "
        + "or the name of a baseline\(known)"
    )
  }

  private func read<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as ResultFailure {
      throw Complaint("\(failure)")
    }
  }

  /// The files whose last part matches the pattern's, in alphabetical order.
  private static func matches(of pattern: String) -> [String] {
    let place = URL(filePath: pattern)
    let folder = place.deletingLastPathComponent()
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    let prefix = pattern.dropLast(place.lastPathComponent.count)
    return (names ?? []).filter { matches($0[...], place.lastPathComponent[...]) }.sorted()
      .map { prefix + $0 }
  }

  /// A star stands for any text, a question mark for one character.
  private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      let rest = pattern.drop { $0 == "*" }
      return rest.isEmpty || text.indices.contains { matches(text[$0...], rest) }
    }
    guard let letter = text.first, first == "?" || first == letter else { return false }
    return matches(text.dropFirst(), pattern.dropFirst())
  }
}
