import Foundation
import Scenarios

/// The folder that a run writes its files to, checked before the run and not after it.
enum OutputFolder {
  /// Makes sure that files can be written at a path, whose folders need not exist yet.
  static func check(_ path: String) throws(Complaint) {
    guard !path.isEmpty else {
      throw Complaint("--output \"\" names no folder; give one such as ./out")
    }
    let files = FileManager.default
    var place = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    while place.path != "/" {
      let attributes = try? files.attributesOfItem(atPath: place.path)
      guard let kind = attributes?[.type] as? FileAttributeType else {
        place.deleteLastPathComponent()
        continue
      }
      guard kind == .typeDirectory else {
        throw complaint(path, about: place, "is a file; give a folder")
      }
      break
    }
    guard files.isWritableFile(atPath: place.path) else {
      throw complaint(path, about: place, "is not writable; give another folder")
    }
  }

  private static func complaint(_ path: String, about place: URL, _ reason: String) -> Complaint {
    Complaint(
      "--output \(Complaint.shown(path)) cannot be written to: "
        + "\(Complaint.shown(place.path)) \(reason)"
    )
  }
}
