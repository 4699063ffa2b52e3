public import Foundation

/// A run that a folder keeps: where it is, when it was, and what it found.
public struct KeptRun {
  /// The name of its folder.
  public let name: String
  public let path: String

  /// When it began, as the folder's name says, or else its result, or else the file system.
  public let startedAt: Date

  /// Its result, or why that cannot be read.
  public let document: Result<ResultDocument, ResultFailure>

  /// The runs of a folder, the newest first; none if there is no such folder.
  ///
  /// A run is a folder with a `result.json` in it; anything else there is somebody else's.
  ///
  /// - Throws: `ResultFailure` if the folder cannot be read.
  public static func all(in folder: String) throws -> [KeptRun] {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return [] }
    let names: [String]
    do {
      names = try files.contentsOfDirectory(atPath: folder)
    } catch {
      throw ResultFailure(description: "listing the runs in \(folder): \(error.reason)")
    }
    return names.compactMap { KeptRun(name: $0, in: folder) }.sorted { one, other in
      one.startedAt == other.startedAt ? one.name > other.name : one.startedAt > other.startedAt
    }
  }

  /// Nil unless the folder is one of its own with a result in it.
  private init?(name: String, in folder: String) {
    let files = FileManager.default
    path = "\(folder)/\(name)"
    self.name = name
    let kind = (try? files.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    let result = "\(path)/\(RunFolder.resultName)"
    // A link leads to what belongs elsewhere.
    guard kind == .typeDirectory, files.fileExists(atPath: result) else { return nil }
    do {
      document = .success(try ResultDocument(path: result))
    } catch let failure as ResultFailure {
      document = .failure(failure)
    } catch {
      document = .failure(ResultFailure(description: "reading \(result): \(error.reason)"))
    }
    let written = (try? files.attributesOfItem(atPath: result))?[.modificationDate] as? Date
    let told = (try? document.get()).flatMap { try? Date($0.startedAt, strategy: .iso8601) }
    startedAt = RunFolder.date(in: name) ?? told ?? written ?? .distantPast
  }

  /// Takes the run's folder away, with all that is in it.
  ///
  /// - Throws: `ResultFailure` if it cannot be removed.
  public func remove() throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw ResultFailure(description: "removing \(path): \(error.reason)")
    }
  }
}
