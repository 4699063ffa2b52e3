import Glibc

/// Where a socket connects or listens: an IP address with its port, or a path in the file system.
public struct SocketAddress: Sendable, CustomStringConvertible {
  /// The kernel's limit for a unix socket's path, without the closing zero byte.
  public static let longestPath = 107

  let storage: sockaddr_storage
  let length: socklen_t

  var family: Int32 { Int32(storage.ss_family) }

  var isUnix: Bool { family == AF_UNIX }

  /// A unix socket that is no file.
  var isAbstract: Bool {
    isUnix && withUnsafeBytes(of: storage) { $0[2] == 0 }
  }

  /// The path of a unix socket that is a file.
  var path: String? { isUnix && !isAbstract ? name(from: 2) : nil }

  private func name(from start: Int) -> String {
    withUnsafeBytes(of: storage) { bytes in
      String(decoding: bytes[start..<Int(length)].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// A unix socket; fails when the path is empty or longer than `longestPath` bytes.
  public init(path: String) throws(SystemError) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= Self.longestPath else {
      throw SystemError("unix socket \(path)", code: ENAMETOOLONG)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { target in
      withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
    }
    self.storage = storage
    length = socklen_t(MemoryLayout<sockaddr_un>.size)
  }

  /// A unix socket without a file; fails when the name is empty or longer than `longestPath` bytes.
  public init(abstract name: String) throws(SystemError) {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, bytes.count <= Self.longestPath else {
      throw SystemError("unix socket \(name)", code: ENAMETOOLONG)
    }
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(AF_UNIX)
    // unix(7): the name follows a zero byte and ends with the address.
    withUnsafeMutableBytes(of: &storage) { target in
      UnsafeMutableRawBufferPointer(rebasing: target[3...]).copyBytes(from: bytes)
    }
    self.storage = storage
    length = socklen_t(3 + bytes.count)
  }

  init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
    self.storage = storage
    self.length = length
  }

  /// The port of an IP address.
  public var port: UInt16? {
    switch family {
    case AF_INET, AF_INET6:
      // The port stands behind the family in both layouts, in network order.
      withUnsafeBytes(of: storage) {
        UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
      }
    default: nil
    }
  }

  /// Whether only this machine can reach the address.
  public var isLoopback: Bool {
    withUnsafeBytes(of: storage) { bytes in
      switch family {
      case AF_INET: bytes[4] == 127
      case AF_INET6: bytes[8..<23].allSatisfy { $0 == 0 } && bytes[23] == 1
      default: true
      }
    }
  }

  public var description: String {
    if isAbstract { return "unix-abstract:\(name(from: 3))" }
    if isUnix { return "unix:\(name(from: 2))" }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    withPointer { address in
      _ = getnameinfo(
        address,
        length,
        &host,
        socklen_t(host.count),
        nil,
        0,
        NI_NUMERICHOST
      )
    }
    let name = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return family == AF_INET6 ? "[\(name)]:\(port ?? 0)" : "\(name):\(port ?? 0)"
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }
}
