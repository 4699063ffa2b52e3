import Glibc

/// Where a socket connects or listens: an IP address with its port, or a path in the file system.
public struct SocketAddress: Sendable, CustomStringConvertible {
  /// The kernel's limit for a unix socket's path, without the closing zero byte.
  public static let longestPath = 107

  let storage: sockaddr_storage
  let length: socklen_t

  var family: Int32 { Int32(storage.ss_family) }

  var isUnix: Bool { family == AF_UNIX }

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

  init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
    self.storage = storage
    self.length = length
  }

  /// All addresses of a host name or numeric address.
  public static func resolve(
    host: String,
    port: UInt16,
    passive: Bool = false
  ) throws(ResolutionError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else {
      throw ResolutionError(host: host, reason: String(cString: gai_strerror(code)).lowercased())
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        addresses.append(SocketAddress(address, length: entry.ai_addrlen))
      }
      next = entry.ai_next
    }
    return addresses
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
    if isUnix {
      let path = withUnsafeBytes(of: storage) { bytes in
        String(decoding: bytes[2..<Int(length)].prefix { $0 != 0 }, as: UTF8.self)
      }
      return "unix:\(path)"
    }
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

/// A host name that has no address.
public struct ResolutionError: Error, Sendable, CustomStringConvertible {
  public let host: String
  public let reason: String

  public var description: String { "\(host) does not resolve: \(reason)" }
}
