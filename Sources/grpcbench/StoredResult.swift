import Foundation
import Results
import Scenarios

/// A stored result, by whatever a person calls it.
enum StoredResult {
  /// The result in a file, in the folder of a run, or in that of a kept run with the name.
  ///
  /// - Throws: `Complaint`: one that cannot be read is the user's to put right.
  static func document(_ place: String, runs: String) throws -> ResultDocument {
    guard !place.isEmpty else {
      throw Complaint("a result's path is empty; give the path of a result.json")
    }
    do {
      return try ResultDocument(path: path(of: place, runs: runs))
    } catch let failure as ResultFailure {
      throw Complaint("\(failure)")
    }
  }

  private static func path(of place: String, runs: String) -> String {
    let files = FileManager.default
    guard files.fileExists(atPath: place) else {
      let kept = "\(runs)/\(place)/\(RunFolder.resultName)"
      let isName = !place.contains("/") && files.fileExists(atPath: kept)
      return isName ? kept : place
    }
    let url = URL(filePath: place, directoryHint: .checkFileSystem)
    guard url.hasDirectoryPath else { return place }
    return url.appending(path: RunFolder.resultName).path(percentEncoded: false)
  }
}
