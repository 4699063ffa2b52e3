internal import Foundation
internal import Glibc

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
    let lines = data.split(separator: Self.lineBreak, omittingEmptySubsequences: false)
    return try lines.enumerated().filter { !$0.element.isEmpty }.map { number, line in
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
  /// Others who add at the same time wait for each other. A last line without a line break, which
  /// an editor or an end in the middle of writing leaves, is ended first: otherwise the line after
  /// it would be lost with it.
  ///
  /// - Throws: `ResultFailure` if the file cannot be written.
  public func add(_ entries: [HistoryEntry]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let folder = URL(filePath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) {
        // Another may make it at the same instant.
        try? Data().write(to: URL(filePath: path), options: .withoutOverwriting)
      }
      let lines = try entries.map { try encoder.encode($0) + [Self.lineBreak] }
      let file = try FileHandle(forUpdating: URL(filePath: path))
      defer { try? file.close() }
      guard flock(file.fileDescriptor, LOCK_EX) == 0 else { throw POSIXError(.EDEADLK) }
      let isCut = try Self.isCut(file)
      try file.write(contentsOf: lines.reduce(Data(isCut ? [Self.lineBreak] : []), +))
    } catch {
      throw ResultFailure(description: "history \(path): writing it: \(error.reason)")
    }
  }

  private static let lineBreak: UInt8 = 10

  /// Goes to the end of a file; true if its last line has no end.
  private static func isCut(_ file: FileHandle) throws -> Bool {
    let size = try file.seekToEnd()
    guard size > 0 else { return false }
    try file.seek(toOffset: size - 1)
    // Reading it goes to the end again.
    return try file.read(upToCount: 1)?.first != lineBreak
  }
}
