import Foundation
import Testing

/// A headless Chromium, which shows a page and says what became of it.
enum Browser {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static let isThere = path != nil
  static let reason: Comment = "there is no chromium; `make test` installs it"

  /// What is left when a page has been shown.
  struct Visit {
    /// The document as the browser has it.
    var dom: String
    /// What the page's console said.
    var console: [String]
    /// What the page asked for; the browser's own requests are not its doing.
    var requests: Set<String>
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private static let options = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-default-apps", "--no-pings", "--hide-scrollbars",
    "--virtual-time-budget=2000",
    // What the browser wants of its maker goes nowhere.
    "--proxy-server=127.0.0.1:9", "--enable-logging=stderr", "--dump-dom",
  ]

  /// Longer than a page takes on a busy machine.
  private static let limit: TimeInterval = 120

  /// Shows a page in a wide window.
  static func visit(_ page: String) throws -> Visit {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "grpcbench-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "page.html")
    try Data(page.utf8).write(to: file)
    let log = folder.appending(path: "net.json")
    let errors = folder.appending(path: "stderr")
    let output = folder.appending(path: "stdout")
    for place in [errors, output] { try Data().write(to: place) }

    let process = Process()
    process.executableURL = path.map { URL(filePath: $0) }
    process.arguments =
      options + [
        "--user-data-dir=\(folder.path)/profile", "--log-net-log=\(log.path)",
        "--window-size=1400,1000", file.absoluteString,
      ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    if hasEnded.wait(timeout: .now() + limit) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      throw Failure(description: "chromium did not end within \(limit) s")
    }
    guard process.terminationStatus == 0 else {
      throw Failure(description: "chromium ended with \(process.terminationStatus)")
    }
    let said = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n")
    return Visit(
      dom: try String(contentsOf: output, encoding: .utf8),
      console: said.filter { $0.contains("CONSOLE") }.map(String.init),
      requests: try requests(log)
    )
  }

  /// The addresses in the log of the network that a page began to ask for.
  private static func requests(_ log: URL) throws -> Set<String> {
    let text = try String(contentsOf: log, encoding: .utf8)
    let begun = text.matches(of: #/"initiator":"([^"]*)"[^\n]*?"url":"([^"]*)"/#)
    return Set(begun.filter { $0.1 != "not an origin" }.map { String($0.2) })
  }
}
