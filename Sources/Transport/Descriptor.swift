import Glibc

/// A file descriptor that closes itself.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) {
    self.number = number
  }

  deinit {
    // Linux releases the descriptor even when close reports an error, so there is nothing to
    // repeat.
    _ = close(number)
  }
}
