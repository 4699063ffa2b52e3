import Foundation
import Synchronization

/// A child process and what it prints; whatever happens, it ends with its owner or at its limit.
final class Program {
  /// How a program ended: its exit code, or minus the signal that ended it, and what it printed.
  struct End {
    var status: Int32
    var output: String
    var errors: String

    /// What it said on standard error, line by line.
    var complaints: [Substring] { errors.split(separator: "\n") }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The process id; it is another's once `wait` has returned.
  var id: Int32 { process.processIdentifier }

  private let process = Process()
  private let output = Pipe()
  private let errorsFile: URL
  private let ended = DispatchSemaphore(value: 0)
  private var isWaitedFor = false

  /// Starts a program with the environment of this process and a few changes to it.
  ///
  /// `CI` is left out unless it is asked for, because it makes grpcbench judge a run more strictly,
  /// and these tests run on machines that are busy with other tests.
  init(
    _ command: [String],
    limit: TimeInterval = 60,
    folder: URL = Peer.root,
    environment: [String: String] = [:],
    input: String? = nil
  ) throws {
    errorsFile = FileManager.default.temporaryDirectory
      .appendingPathComponent("grpcbench-peers-\(UUID().uuidString).stderr")
    try Data().write(to: errorsFile)
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "CI" }
      .merging(environment) { $1 }
    let inputPipe = input.map { _ in Pipe() }
    process.standardInput = inputPipe ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorsFile)
    let watchdog = Watchdog()
    process.terminationHandler = { [ended] _ in
      watchdog.callOff()
      ended.signal()
    }
    try Self.withSignalsUnblocked { try process.run() }
    watchdog.watch(process.processIdentifier, limit: limit)
    if let inputPipe, let input {
      try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try inputPipe.fileHandleForWriting.close()
    }
  }

  /// Runs a program to its end.
  static func run(_ command: [String], limit: TimeInterval = 60, input: String? = nil) throws -> End
  {
    try Program(command, limit: limit, input: input).wait()
  }

  deinit {
    if !isWaitedFor {
      send(SIGKILL)
      ended.wait()
    }
    try? FileManager.default.removeItem(at: errorsFile)
  }

  func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// Stops the program for a time in which the kernel still accepts what is sent to it.
  func pause(_ seconds: TimeInterval) {
    send(SIGSTOP)
    Thread.sleep(forTimeInterval: seconds)
    send(SIGCONT)
  }

  /// Reads the first line that the program prints, without its end.
  func firstLine() throws -> String {
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    throw Failure(
      description: "\(name) ended before it printed a line; it said: \(errorText())"
    )
  }

  /// Waits for the end, and returns what was printed and has not been read yet.
  func wait() throws -> End {
    let rest = try output.fileHandleForReading.readToEnd() ?? Data()
    ended.wait()
    isWaitedFor = true
    let code = process.terminationStatus
    return End(
      status: process.terminationReason == .exit ? code : -code,
      output: String(decoding: rest, as: UTF8.self),
      errors: errorText()
    )
  }

  /// Asks the program to end, and waits for it.
  func stop() throws -> End {
    send(SIGTERM)
    return try wait()
  }

  /// Starts a child with no signal blocked.
  ///
  /// It inherits the mask of the thread that starts it, and the threads of the pool that tests run
  /// on block nearly all signals: SIGTERM would never arrive.
  private static func withSignalsUnblocked(_ start: () throws -> Void) rethrows {
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &usual)
    defer { pthread_sigmask(SIG_SETMASK, &usual, nil) }
    try start()
  }

  private var name: String {
    ([process.executableURL?.lastPathComponent ?? ""] + (process.arguments ?? []))
      .joined(separator: " ")
  }

  /// What the program has said on standard error so far.
  func errorText() -> String {
    (try? String(contentsOf: errorsFile, encoding: .utf8)) ?? ""
  }
}

/// Kills a process at its limit, unless it has ended by then.
private final class Watchdog: Sendable {
  private let isOff = Atomic(false)

  func callOff() {
    isOff.store(true, ordering: .relaxed)
  }

  func watch(_ process: Int32, limit: TimeInterval) {
    DispatchQueue.global().asyncAfter(deadline: .now() + limit) {
      if !self.isOff.load(ordering: .relaxed) { kill(process, SIGKILL) }
    }
  }
}
