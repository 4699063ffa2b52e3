import CLinux

/// The process's memory as a whole.
public enum Memory {
  /// Keeps what is freed for the next block, also large ones.
  ///
  /// glibc maps each block above some size anew and gives it back at once, so that a message of
  /// 1 MiB costs 256 page faults in every place that holds it.
  public static func keep() {
    // Without it all is slower and the same.
    _ = grpcbench_keep_memory()
  }
}
