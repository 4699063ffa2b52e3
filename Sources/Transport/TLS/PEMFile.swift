internal import COpenSSL
import Glibc

/// Certificates or keys as text (RFC 7468), in memory so that every thread has the same.
public struct PEMFile: Equatable, Sendable {
  /// Bytes of the longest file that is read: the system's whole trust store has 220 KiB.
  public static let longest = 4 * 1024 * 1024

  /// What it is called in complaints.
  public let name: String
  let bytes: [UInt8]

  public init(name: String, text: String) {
    self.name = name
    bytes = Array(text.utf8)
  }

  /// Reads a file.
  ///
  /// - Throws: A `TLSError` with the kernel's reason.
  public init(path: String) throws(TLSError) {
    name = path
    let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC))
    guard file.number >= 0 else { throw Self.unreadable(path) }
    var bytes = [UInt8](repeating: 0, count: Self.longest + 1)
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes { memory in
        retryingInterrupts {
          read(file.number, memory.baseAddress.map { $0 + count }, memory.count - count)
        }
      }
      guard more >= 0 else { throw Self.unreadable(path) }
      if more == 0 { break }
      count += more
    }
    guard count <= Self.longest else {
      throw TLSError("\(path) is longer than \(Self.longest) bytes; give a PEM file")
    }
    self.bytes = Array(bytes[..<count])
  }

  /// The text, as `init(name:text:)` takes it.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private static func unreadable(_ path: String) -> TLSError {
    TLSError("\(path) cannot be read: \(SystemError.text(errno)); check the path and its mode")
  }

  /// Visits each certificate, which is lent for the visit.
  func forEachCertificate(_ body: (OpaquePointer) throws(TLSError) -> Void) throws(TLSError) {
    let source = try openSource()
    defer { BIO_free_all(source) }
    ERR_clear_error()
    var count = 0
    while let certificate = PEM_read_bio_X509(source, nil, nil, nil) {
      defer { X509_free(certificate) }
      count += 1
      try body(certificate)
    }
    let error = ERR_peek_last_error()
    ERR_clear_error()
    // "No start line" is how the end of a file looks.
    guard grpcbench_err_is_no_start_line(error) == 1 else {
      throw TLSError("\(name): certificate \(count + 1) is unreadable; mend it or take it out")
    }
    guard count > 0 else {
      throw TLSError("\(name) holds no certificate; give a PEM file (-----BEGIN CERTIFICATE-----)")
    }
  }

  /// Lends the private key.
  func withPrivateKey(_ body: (OpaquePointer) throws(TLSError) -> Void) throws(TLSError) {
    let source = try openSource()
    defer { BIO_free_all(source) }
    // Without the callback OpenSSL would ask on the terminal.
    guard let key = PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil) else {
      ERR_clear_error()
      guard text.contains("ENCRYPTED") else {
        throw TLSError(
          "\(name) holds no private key; give a PEM file (-----BEGIN PRIVATE KEY-----)"
        )
      }
      throw TLSError("\(name) holds an encrypted key; decrypt it first: openssl pkey")
    }
    defer { EVP_PKEY_free(key) }
    try body(key)
  }

  private func openSource() throws(TLSError) -> OpaquePointer {
    // OpenSSL keeps a reference to the memory it is given, so it gets a copy that it owns.
    guard let source = BIO_new(BIO_s_mem()) else { throw TLSError.refused("read \(name)") }
    let written = bytes.withUnsafeBytes { BIO_write(source, $0.baseAddress, Int32($0.count)) }
    guard bytes.isEmpty || written == Int32(bytes.count) else {
      throw TLSError.refused("read \(name)")
    }
    return source
  }
}
