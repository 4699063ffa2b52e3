import Foundation

/// The scenarios that can be found by name: the YAML files of the `Scenarios` folders in reach.
public struct ScenarioLibrary: Sendable {
  /// Where it looks, nearest first.
  public let folders: [String]

  public init(folders: [String]) {
    self.folders = folders
  }

  /// The folders above a working directory, then those above an executable, so that a name works
  /// anywhere inside the package and, with the package's own executable, anywhere outside too.
  ///
  /// A folder counts if it holds a YAML file; the folder of this module's sources does not.
  public init(workingDirectory: String, executable: String?) {
    var folders: [String] = []
    for start in [workingDirectory, executable].compactMap({ $0 }) {
      for ancestor in Self.ancestors(of: start) {
        let folder = ancestor + "/Scenarios"
        if !folders.contains(folder), !Self.names(in: folder).isEmpty { folders.append(folder) }
      }
    }
    self.folders = folders
  }

  /// The library of this process.
  public static func current() -> ScenarioLibrary {
    let files = FileManager.default
    return ScenarioLibrary(
      workingDirectory: files.currentDirectoryPath,
      executable: try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    )
  }

  /// The names of all scenarios, sorted.
  public var names: [String] {
    Array(Set(folders.flatMap(Self.names))).sorted()
  }

  /// Finds a scenario by name, or by path if the text has a slash or ends in `.yaml`.
  ///
  /// - Throws: A complaint that offers near names and says where it looked.
  public func scenario(_ name: String) throws(Complaint) -> Scenario {
    let yaml: String
    do {
      yaml = try ScenarioFile.text(at: Self.isPath(name) ? name : path(named: name))
    } catch {
      throw error.about("scenario \(Complaint.shown(name))")
    }
    return try Scenario(name: name, yaml: yaml)
  }

  private func path(named name: String) throws(Complaint) -> String {
    for folder in folders where Self.names(in: folder).contains(name) {
      return "\(folder)/\(name).yaml"
    }
    guard !folders.isEmpty else {
      throw Complaint(
        "there is no Scenarios folder here or above; give the path of a file: ./my.yaml"
      )
    }
    let places = folders.map { Complaint.shown($0) }.joined(separator: " and ")
    let advice =
      Spelling.advice(name, among: names) ?? "there are \(names.joined(separator: ", "))"
    throw Complaint("none of that name in \(places); \(advice)")
  }

  private static func isPath(_ name: String) -> Bool {
    name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  private static func ancestors(of path: String) -> [String] {
    var parts = path.split(separator: "/")
    var ancestors: [String] = []
    while true {
      ancestors.append(parts.isEmpty ? "" : "/" + parts.joined(separator: "/"))
      if parts.popLast() == nil { return ancestors }
    }
  }

  private static func names(in folder: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(".yaml".count)) }
  }
}
