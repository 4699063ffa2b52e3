import CLinux
import Glibc
public import Timing

/// What this process, one of its threads or another process has used.
public enum Usage {
  /// CPU time of this process so far.
  public static func ofThisProcess() -> (user: Nanoseconds, system: Nanoseconds) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return (length(usage.ru_utime), length(usage.ru_stime))
  }

  /// The largest resident set of this process so far, in bytes.
  public static func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  /// CPU time of the calling thread so far.
  public static func ofThisThread() -> Nanoseconds {
    Nanoseconds(grpcbench_thread_cpu_time())
  }

  /// CPU time of any process of this machine so far; nil when it is gone or not ours to ask.
  public static func ofProcess(_ id: Int32) -> Nanoseconds? {
    let time = grpcbench_process_cpu_time(id)
    return time < 0 ? nil : Nanoseconds(time)
  }

  /// Processors that this process may use.
  public static var processors: Int { Int(grpcbench_usable_processors()) }

  /// Allows as many descriptors as the kernel lets us have.
  ///
  /// - Returns: How many that is.
  public static func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    getrlimit(resource, &limit)
    if limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = limit.rlim_max
      setrlimit(resource, &limit)
      getrlimit(resource, &limit)
    }
    return Int(clamping: limit.rlim_cur)
  }

  private static func length(_ time: timeval) -> Nanoseconds {
    Nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000)
  }
}
