import Glibc

/// The file that secrets are appended to, one line each, for tools that decrypt captured traffic.
struct KeyLog: ~Copyable {
  private let file: Descriptor

  init(_ path: String) throws(TLSError) {
    // Whoever reads it reads the traffic.
    file = Descriptor(open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600))
    guard file.number >= 0 else {
      throw TLSError("SSLKEYLOGFILE \(path) cannot be written: \(SystemError.text(errno))")
    }
  }

  /// One write, so that the lines of several threads do not mix.
  func append(_ line: UnsafePointer<CChar>) {
    let bytes = Array(UnsafeRawBufferPointer(start: line, count: strlen(line))) + [10]
    // A full disk costs the log, not the run.
    _ = bytes.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
  }
}
