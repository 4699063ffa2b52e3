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
  /// A run is a folder with a `result.json` in it that is a result of grpcbench, be it a broken
  /// one; anything else there is somebody else's.
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
      if failure.kind == .foreign { return nil }
      document = .failure(failure)
    } catch {
      document = .failure(ResultFailure(description: "reading \(result): \(error.reason)"))
    }
    let written = (try? files.attributesOfItem(atPath: result))?[.modificationDate] as? Date
    let told = (try? document.get()).flatMap { try? Date($0.startedAt, strategy: .iso8601) }
    startedAt = RunFolder.date(in: name) ?? told ?? written ?? .distantPast
  }

  /// Whether this is surely a run of grpcbench: its result says so, or else the folder's name does.
  public var isCertain: Bool {
    if case .failure(let failure) = document, failure.kind == .broken {
      return RunFolder.date(in: name) != nil
    }
    return true
  }

  /// Takes the files away that a run writes, and the folder if nothing else is in it.
  ///
  /// - Returns: Whether the folder is gone.
  /// - Throws: `ResultFailure` if a file cannot be removed.
  @discardableResult
  public func remove() throws -> Bool {
    let files = FileManager.default
    do {
      // The result goes last: what is left of a removal that was cut short is still a run.
      for name in RunFolder.reportNames + [RunFolder.resultName] {
        let file = "\(path)/\(name)"
        let kind = (try? files.attributesOfItem(atPath: file))?[.type] as? FileAttributeType
        let isOurs = kind == .typeRegular || kind == .typeSymbolicLink
        if isOurs || name == RunFolder.resultName { try files.removeItem(atPath: file) }
      }
    } catch {
      throw ResultFailure(description: "removing \(path): \(error.reason)")
    }
    try RunFolder(path: path).removeIfEmpty()
    return !files.fileExists(atPath: path)
  }
}
