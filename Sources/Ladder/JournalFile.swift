import Foundation
import Glibc

/// The file of a journal: lines are added at its end and never changed.
///
/// It is held by one process at a time.
public final class JournalFile {
  public static let name = "journal.jsonl"

  public let path: String
  public private(set) var journal: Journal
  /// Bytes of a torn last line that were dropped.
  public let droppedBytes: Int
  private let file: FileHandle

  /// Begins a journal in a folder.
  ///
  /// - Throws: A `JournalFailure` if there is one already, or it cannot be written.
  public init(new head: Journal.Head, in folder: String) throws(JournalFailure) {
    path = "\(folder)/\(Self.name)"
    journal = Journal(head)
    droppedBytes = 0
    guard !FileManager.default.fileExists(atPath: path) else {
      throw JournalFailure(
        "\(path) is there already; go on with --resume \(folder), or give another --output"
      )
    }
    do {
      try Data().write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      throw JournalFailure("\(path) cannot be written: \(error.localizedDescription)")
    }
    file = try Self.open(path)
    try append(head)
  }

  /// Opens the journal of a folder to go on with it; a torn last line is dropped.
  ///
  /// - Throws: A `JournalFailure` if it cannot be read, or another process writes it.
  public init(resume folder: String) throws(JournalFailure) {
    path = "\(folder)/\(Self.name)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw JournalFailure("\(path) is not there; give the folder of a ladder")
    }
    file = try Self.open(path)
    let reading = try Self.read(path)
    journal = reading.journal
    droppedBytes = reading.tornBytes
    guard reading.tornBytes > 0 else { return }
    do {
      try file.truncate(atOffset: UInt64(reading.wholeBytes))
      try file.seekToEnd()
    } catch {
      throw JournalFailure("\(path) cannot be cut: \(error.localizedDescription)")
    }
  }

  /// The file, to be written at its end, and held by this process as long as it is open.
  private static func open(_ path: String) throws(JournalFailure) -> FileHandle {
    do {
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seekToEnd()
      guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw JournalFailure("\(path) is being written by another process; wait for it or end it")
      }
      return file
    } catch let failure as JournalFailure {
      throw failure
    } catch {
      throw JournalFailure("\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Reads the journal of a folder, or a journal by its path.
  public static func read(_ place: String) throws(JournalFailure) -> Journal.Reading {
    let isFolder = URL(filePath: place, directoryHint: .checkFileSystem).hasDirectoryPath
    let path = isFolder ? "\(place)/\(name)" : place
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw JournalFailure("\(path) cannot be read; give the folder of a ladder")
    }
    do {
      return try Journal.read(data)
    } catch {
      throw JournalFailure("\(path): \(error)")
    }
  }

  /// Adds what a slice has found; it is on the disk when this returns.
  public func add(_ entry: Journal.Entry) throws(JournalFailure) {
    try append(entry)
    journal.entries.append(entry)
  }

  private func append(_ value: some Encodable) throws(JournalFailure) {
    do {
      try file.write(contentsOf: try Journal.line(value))
      try file.synchronize()
    } catch {
      throw JournalFailure("\(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
