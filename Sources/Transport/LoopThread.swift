import Glibc

/// A thread that owns all it works with, and hands over its outcome when it is joined.
///
/// What the body captures goes in, what it returns comes out, and nothing else is shared: the
/// compiler proves it by `sending`.
public final class LoopThread<Output> {
  private final class Outcome {
    var value: Output?
  }

  // Written by the thread, read after the join, which orders all memory accesses.
  private let outcome: Outcome
  private let thread: pthread_t

  public init(_ body: sending @escaping () -> sending Output) throws(SystemError) {
    nonisolated(unsafe) let outcome = Outcome()
    self.outcome = outcome
    let argument = Unmanaged.passRetained(LoopThreadBody { outcome.value = body() }).toOpaque()
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, runLoopThread, argument)
    guard code == 0 else {
      Unmanaged<LoopThreadBody>.fromOpaque(argument).release()
      throw SystemError("start a thread", code: code)
    }
    self.thread = thread
  }

  /// Waits for the thread to end; to be called once.
  public func join() -> sending Output {
    let code = pthread_join(thread, nil)
    precondition(code == 0, "pthread_join failed with \(code)")
    guard let value = outcome.value else {
      preconditionFailure("a thread ended without an outcome")
    }
    outcome.value = nil
    // The thread is gone: nobody else can reach the value any more.
    nonisolated(unsafe) let output = value
    return output
  }
}

/// A thread's body without its type, as it passes through C.
private final class LoopThreadBody {
  let run: () -> Void

  init(_ run: @escaping () -> Void) {
    self.run = run
  }
}

private func runLoopThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { preconditionFailure("a thread without a body") }
  Unmanaged<LoopThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
