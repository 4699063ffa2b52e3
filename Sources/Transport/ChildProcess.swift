import CLinux
import Glibc

/// Another program at work for this one; it is ended with SIGTERM and awaited.
public final class ChildProcess {
  /// Bytes of the first line of output that are waited for.
  public static let longestLine = 4_096

  public let id: Int32
  private let output: Descriptor
  private var isRunning = true

  /// Starts a program in a process group of its own, so that Ctrl-C reaches only this process.
  ///
  /// Its standard output is read by `readLine`; standard error is shared.
  ///
  /// - Parameters:
  ///   - path: The program's file.
  ///   - arguments: What it is given beside its name.
  ///   - isBound: Whether it gets SIGTERM when the calling thread ends, however that happens: for
  ///     programs that know nothing of `endWithParent`, started by the main thread.
  /// - Throws: If it cannot be started.
  public init(_ path: String, _ arguments: [String], isBound: Bool = false) throws(SystemError) {
    var ends: [Int32] = [0, 0]
    guard grpcbench_pipe(&ends) == 0 else { throw SystemError("make a pipe") }
    let input = Descriptor(ends[1])
    let output = Descriptor(ends[0])
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let code =
      isBound
      ? grpcbench_spawn_bound(path, words, environ, input.number, &id)
      : Self.spawn(path, words, output: input, &id)
    guard code == 0 else { throw SystemError("start \(path)", code: code) }
    self.id = id
    self.output = output
  }

  private static func spawn(
    _ path: String,
    _ words: [UnsafeMutablePointer<CChar>?],
    output: borrowing Descriptor,
    _ id: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output.number, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    // What this process has blocked to wait for it would never end a program that does not.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    return posix_spawn(&id, path, &actions, &attributes, words, environ)
  }

  deinit {
    if isRunning { end() }
  }

  /// The next line that the program prints, without its end; nil when it has closed its output.
  public func readLine() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < Self.longestLine {
      let count = retryingInterrupts { read(output.number, &byte, 1) }
      guard count == 1 else { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Whether the program has ended by itself.
  public var hasEnded: Bool {
    guard isRunning else { return true }
    var status: Int32 = 0
    isRunning = retryingInterrupts { waitpid(id, &status, WNOHANG) } == 0
    return !isRunning
  }

  /// Asks the program to end and waits until it has; one that does not is ended by force.
  ///
  /// - Returns: The largest resident set that it had, in bytes.
  @discardableResult
  public func end() -> Int {
    guard isRunning else { return 0 }
    isRunning = false
    var status: Int32 = 0
    var usage = rusage()
    // The whole group: a shell may stand before the program.
    kill(-id, SIGTERM)
    for _ in 0..<Self.patience {
      guard retryingInterrupts({ wait4(id, &status, WNOHANG, &usage) }) == 0 else {
        return usage.ru_maxrss * 1024
      }
      usleep(1_000)
    }
    kill(-id, SIGKILL)
    _ = retryingInterrupts { wait4(id, &status, 0, &usage) }
    return usage.ru_maxrss * 1024
  }

  /// Milliseconds that a program has for ending.
  public static let patience = 5_000

  /// Makes this process end when the one that started it ends, however that happens.
  public static func endWithParent() {
    // Refused only where prctl itself is: then a crash of the parent leaves this process behind.
    _ = grpcbench_die_with_parent(SIGTERM)
    if getppid() == 1 { exit(0) }
  }
}
