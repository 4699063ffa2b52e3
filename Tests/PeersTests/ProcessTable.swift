import Foundation

/// The kernel's list of processes, for what nobody but the kernel can say.
enum ProcessTable {
  /// The processes that a process has started and that still run.
  static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { status($0)?.parent == parent }
  }

  /// Whether a process still runs; one that has ended and waits for its parent does not.
  static func isRunning(_ id: Int32) -> Bool { status(id) != nil }

  /// Looks again and again until something is the case, for at most some seconds.
  static func waitUntil(within seconds: TimeInterval = 10, _ isSo: () -> Bool) -> Bool {
    let limit = ContinuousClock.now + .seconds(seconds)
    while !isSo() {
      if ContinuousClock.now > limit { return false }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return true
  }

  /// The line `pid (name) state parent …` of proc(5); nil once the process has ended.
  private static func status(_ id: Int32) -> (state: Substring, parent: Int32)? {
    guard let line = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let close = line.lastIndex(of: ")")
    else { return nil }
    let fields = line[close...].split(separator: " ")
    guard fields.count > 2, !["Z", "X"].contains(fields[1]), let parent = Int32(fields[2])
    else { return nil }
    return (fields[1], parent)
  }
}
