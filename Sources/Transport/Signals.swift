import CLinux
import Glibc
public import Timing

/// Ctrl-C and SIGTERM as values: blocked in every thread, taken by the one that asks.
public enum Signals {
  /// Blocks SIGINT and SIGTERM in this thread and in those that it starts; ignores SIGPIPE.
  public static func capture() {
    var set = endings
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Sleeps until one of them comes or the time is over.
  ///
  /// - Returns: Whether one came.
  public static func wait(atMost time: Nanoseconds) -> Bool {
    var set = endings
    let left = max(0, time.count)
    var timeout = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
    return sigtimedwait(&set, nil, &timeout) > 0
  }

  /// Sleeps until one of them comes.
  public static func wait() {
    var set = endings
    var number: Int32 = 0
    // sigwait fails only for an invalid set.
    while sigwait(&set, &number) != 0 {}
  }

  private static var endings: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    return set
  }
}
