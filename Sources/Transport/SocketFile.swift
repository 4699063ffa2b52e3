import Glibc

/// A unix socket as the file that it is: one that has come to its path later is another.
struct SocketFile: Sendable {
  private let path: String
  private let device: dev_t
  /// Not used again while a descriptor of the socket is open.
  private let number: ino_t

  /// What is at a path now; nil when that is no socket.
  init?(_ path: String) {
    var status = stat()
    // Not what a link points to: the link is what would be removed.
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
    self.path = path
    device = status.st_dev
    number = status.st_ino
  }

  /// Removes it, unless something else is in its place.
  func remove() {
    guard let now = SocketFile(path), now.device == device, now.number == number else { return }
    unlink(path)
  }
}
