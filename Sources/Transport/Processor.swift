import CLinux

/// Which of the machine's processors a thread may run on.
public enum Processor {
  /// The processors that this thread may use.
  public static var usable: [Int32] {
    var found: [Int32] = []
    while true {
      let next = grpcbench_usable_processor(Int32(found.count))
      guard next >= 0 else { return found }
      found.append(next)
    }
  }

  /// Keeps this thread, and the threads and programs that it starts from now on, to a processor.
  ///
  /// - Returns: Whether the kernel did so.
  @discardableResult
  public static func keep(to processor: Int32) -> Bool {
    grpcbench_pin_thread(processor) == 0
  }
}
