import Results

/// The result, told: on the terminal and in the run's folder.
enum Telling {
  static func tell(_ document: ResultDocument, _ options: Run.Options) throws {
    StandardOutput.say(String(decoding: try document.json(), as: UTF8.self))
  }
}
