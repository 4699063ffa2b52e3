import Foundation
import Testing

/// A reader who types the lines of one page, from top to bottom, in a folder with our scenarios.
final class Session {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "grpcbench-documentation-\(UUID().uuidString)")
  private var servers: [Command] = []
  /// The addresses that a page gives its servers, and those that they got in their place.
  private var addresses: [(told: String, actual: String)] = []
  /// Commands that were run.
  private(set) var count = 0

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Page.root.appending(path: "Scenarios"),
      to: folder.appending(path: "Scenarios")
    )
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Types a block; servers that it starts are stopped at its end.
  ///
  /// - Returns: What did not end well, each with its line.
  func type(_ block: Page.Block) throws -> [String] {
    var failures: [String] = []
    for line in block.lines {
      if let arguments = Self.arguments(of: line) {
        count += 1
        if let end = try run(arguments), end.status != 0 {
          failures.append("\(line): it ended with \(end.status): \(end.errors)")
        }
      } else if let match = line.firstMatch(of: /^cp (\S+) (\S+)$/) {
        try FileManager.default.copyItem(
          at: folder.appending(path: String(match.1)),
          to: folder.appending(path: String(match.2))
        )
      }
    }
    for server in servers {
      server.stop()
      let end = try server.finish()
      if end.status != 0 { failures.append("a server ended with \(end.status): \(end.errors)") }
    }
    servers = []
    addresses = []
    return failures
  }

  /// What a line asks of grpcbench; nil if it is another program's.
  static func arguments(of line: String) -> [String]? {
    let starts = [
      "grpcbench", "swift run grpcbench", "swift run -c release grpcbench",
      ".build/release/grpcbench",
    ]
    var words = Self.words(line.prefix { $0 != "#" })
    if words.last == "&" { words.removeLast() }
    for start in starts {
      let start = start.split(separator: " ").map(String.init)
      if words.starts(with: start) { return Array(words.dropFirst(start.count)) }
    }
    return nil
  }

  /// The words of a line; blanks inside of double quotes part none.
  private static func words(_ line: Substring) -> [String] {
    var words = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// Runs a command to its end; a server goes on and has none yet.
  private func run(_ arguments: [String]) throws -> Command.End? {
    if arguments.first == "serve" {
      try serve(Array(arguments.dropFirst()))
      return nil
    }
    var arguments = arguments.map { word in
      addresses.first { $0.told == word }?.actual ?? word
    }
    if arguments.first == "ladder", !arguments.contains("report"), !arguments.contains("--resume") {
      arguments += ["--rounds", "1", "--slice", "20ms", "--warmup", "0s", "--rates", "50"]
    }
    let others = [
      "report", "results", "scenarios", "help", "interop", "ladder", "codec", "baseline", "compare",
      "history",
    ]
    let isOther = others.contains(arguments.first ?? "")
    // The runs of a test are of a debug build.
    if arguments.first == "compare" { arguments.append("--force") }
    if !isOther, !arguments.contains("--help"), !arguments.contains("--version") {
      arguments += ["--duration", "300ms", "--warmup", "0s"]
    }
    return try Command(arguments, in: folder).finish()
  }

  /// Starts a server on a free port, because another program may have the one on the page.
  private func serve(_ arguments: [String]) throws {
    var arguments = arguments
    var told = "127.0.0.1:50051"
    if let place = arguments.firstIndex(of: "--listen"), place + 1 < arguments.count {
      told = arguments[place + 1]
      arguments.removeSubrange(place...(place + 1))
    }
    let server = try Command(["serve", "--listen", "127.0.0.1:0"] + arguments, in: folder)
    servers.append(server)
    let line = try server.firstLine()
    let announcement = "listening on "
    try #require(line.hasPrefix(announcement), "the server printed: \(line)")
    addresses.append((told, String(line.dropFirst(announcement.count))))
  }
}
