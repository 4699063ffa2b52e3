import Foundation
import Synchronization

/// The command under test at work; whatever happens, it ends at its limit.
final class Command {
  /// How it ended and what it printed.
  struct End {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Longer than any documented command takes on a busy machine.
  private static let limit: TimeInterval = 60

  private let process = Process()
  private let output = Pipe()
  private let errors = FileManager.default.temporaryDirectory
    .appending(path: "grpcbench-documentation-\(UUID().uuidString).stderr")
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Starts the grpcbench beside the running test bundle in a folder.
  ///
  /// `CI` is left out of its surroundings, because it makes the command strict, and tests run on
  /// machines that are busy with other tests.
  init(_ arguments: [String], in folder: URL) throws {
    try Data().write(to: errors)
    process.executableURL = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "grpcbench")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "CI" }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    let isOver = Flag()
    process.terminationHandler = { [hasEnded] _ in
      isOver.raise()
      hasEnded.signal()
    }
    try process.run()
    let id = process.processIdentifier
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) {
      if !isOver.isRaised { kill(id, SIGKILL) }
    }
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: errors)
  }

  /// The first line that it prints, without its end.
  func firstLine() throws -> String {
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte == Data("\n".utf8) { break }
      line += byte
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Asks it to end.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGTERM) }
  }

  /// Waits for its end.
  func finish() throws -> End {
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    hasEnded.wait()
    let hasExited = process.terminationReason == .exit
    return End(
      status: hasExited ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: text, as: UTF8.self),
      errors: try String(contentsOf: errors, encoding: .utf8)
    )
  }
}

/// Something that has happened, told between threads.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isRaised: Bool { value.load(ordering: .relaxed) }

  func raise() {
    value.store(true, ordering: .relaxed)
  }
}
