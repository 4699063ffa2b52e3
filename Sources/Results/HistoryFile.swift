internal import Foundation

/// An append-only file of runs, one JSON object a line.
public struct HistoryFile: Sendable {
  public let path: String

  /// The longest file that is read: a million runs or so.
  public static let longest = 1 << 30

  public init(path: String) {
    self.path = path
  }

  /// All entries in the order of the file.
  ///
  /// - Throws: `ResultFailure` with the line's number for one that is no entry.
  public func entries() throws -> [HistoryEntry] {
    let data: Data
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
      guard size <= Self.longest else {
        throw ResultFailure(description: "history \(path): it has \(size) bytes, which is too many")
      }
      data = try Data(contentsOf: URL(filePath: path))
    } catch let failure as ResultFailure {
      throw failure
    } catch {
      throw ResultFailure(
        description: "history \(path): \(error.reason); grpcbench history add begins one"
      )
    }
    let decoder = JSONDecoder()
    return try data.split(separator: 10).enumerated().map { number, line in
      do {
        let entry = try decoder.decode(HistoryEntry.self, from: Data(line))
        guard entry.schema == HistoryEntry.schema else { throw CocoaError(.coderInvalidValue) }
        guard entry.metrics.values.allSatisfy(\.isFinite) else {
          throw CocoaError(.coderInvalidValue)
        }
        return entry
      } catch {
        throw ResultFailure(
          description: "history \(path): line \(number + 1) is no \(HistoryEntry.schema); take the "
            + "line out, or give another file with --history"
        )
      }
    }
  }

  /// Adds entries at the end; what stands there is not touched.
  ///
  /// - Throws: `ResultFailure` if the file cannot be written.
  public func add(_ entries: [HistoryEntry]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let folder = URL(filePath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(filePath: path))
      }
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? file.close() }
      try file.seekToEnd()
      let lines = try entries.map { try encoder.encode($0) + Data("\n".utf8) }
      try file.write(contentsOf: lines.reduce(Data(), +))
    } catch {
      throw ResultFailure(description: "history \(path): writing it: \(error.reason)")
    }
  }
}
