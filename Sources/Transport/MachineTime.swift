import Glibc

/// How the machine's processors have spent their time since it was started, in clock ticks.
public struct MachineTime: Sendable {
  private var total: UInt64 = 0
  private var stolen: UInt64 = 0

  /// Reads `/proc/stat`; all zero where it cannot be read.
  public init() {
    let file = open("/proc/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = read(file, &buffer, buffer.count)
    guard count > 0 else { return }
    // The first line is "cpu user nice system idle iowait irq softirq steal …" (proc(5)).
    let line = buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }
    let numbers = line.split(separator: UInt8(ascii: " ")).dropFirst().prefix(8)
      .compactMap { UInt64(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 8 else { return }
    total = numbers.reduce(0, +)
    stolen = numbers[7]
  }

  /// The part of the time since an earlier reading that the host gave to others, from 0 to 1.
  public func stealShare(since earlier: MachineTime) -> Double {
    guard total > earlier.total else { return 0 }
    return Double(stolen - earlier.stolen) / Double(total - earlier.total)
  }
}
