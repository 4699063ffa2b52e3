import Foundation

/// Reads the text of a scenario file, and nothing that is too large or is no file.
enum ScenarioFile {
  static func text(at path: String) throws(Complaint) -> String {
    let shown = Complaint.shown(path)
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: place)
    switch attributes?[.type] as? FileAttributeType {
    case .typeRegular?: break
    case .typeDirectory?:
      throw Complaint("\(shown) is a folder; give one of the files in it")
    case nil:
      throw Complaint("there is no file \(shown) to be seen; check the path")
    default:
      // A pipe or a device might never end.
      throw Complaint("\(shown) is not a regular file; save the scenario in one")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw Complaint("\(shown) cannot be opened; check its permissions")
    }
    defer { try? file.close() }
    let bytes: Data
    do {
      bytes = try file.read(upToCount: Limits.fileBytes + 1) ?? Data()
    } catch {
      throw Complaint("\(shown) cannot be read; check the file and its disk")
    }
    guard bytes.count <= Limits.fileBytes else {
      throw Complaint("the file is larger than 4 MiB; a scenario has a few lines")
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw Complaint("the file is not UTF-8 text; save it as such")
    }
    return text
  }
}
