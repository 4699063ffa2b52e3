import Foundation

/// What a CI system shows of this command beside its log: GitHub's job summary and annotations.
struct StepSummary {
  /// The file that the job's summary is made of; nil where there is none.
  let path: String?
  /// Whether lines that begin with `::` are taken as annotations.
  let hasAnnotations: Bool

  /// GitHub takes a summary of at most 1 MiB.
  static let mostBytes = 1 << 20

  static var current: StepSummary { StepSummary(ProcessInfo.processInfo.environment) }

  init(_ environment: [String: String]) {
    let file = environment["GITHUB_STEP_SUMMARY"] ?? ""
    path = file.isEmpty ? nil : file
    hasAnnotations = environment["GITHUB_ACTIONS"] == "true"
  }

  /// Adds markdown to the job's summary, if there is one.
  ///
  /// - Throws: A `Failure` if its file cannot be written.
  func add(_ markdown: String) throws {
    guard let path else { return }
    let text = markdown + "\n"
    guard text.utf8.count <= Self.mostBytes else { return }
    do {
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(filePath: path))
      }
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      defer { try? file.close() }
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw Failure("GITHUB_STEP_SUMMARY: \(path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Annotates the job, where that is possible.
  func annotate(_ level: Level, _ text: String) {
    if let line = annotation(level, text) { StandardError.say(line) }
  }

  enum Level: String {
    case error
    case warning
  }

  /// The line that annotates the job: `::error title=grpcbench::…`; nil outside of GitHub.
  func annotation(_ level: Level, _ text: String) -> String? {
    guard hasAnnotations else { return nil }
    // What would end the line or the command is written by its number, as GitHub wants it.
    let safe = text.replacing("%", with: "%25").replacing("\r", with: "%0D")
      .replacing("\n", with: "%0A")
    return "::\(level.rawValue) title=grpcbench::\(safe)"
  }
}
