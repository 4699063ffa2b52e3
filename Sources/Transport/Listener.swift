import CLinux
import Glibc

/// A socket that accepts connections; a unix socket's path is removed when it closes.
public final class Listener: Sendable {
  /// Connections that the kernel holds until they are accepted.
  public static let backlog: Int32 = 4_096

  let descriptor: Descriptor
  /// The address in use, with the port that the kernel chose when 0 was asked for.
  public let address: SocketAddress
  private let path: String?

  /// Listens at once.
  ///
  /// A unix socket whose program is gone is taken over.
  ///
  /// - Parameters:
  ///   - wanted: Where to listen; port 0 takes a free one.
  ///   - sharesPort: Several listeners may take turns on the port (SO_REUSEPORT).
  /// - Throws: The kernel's reason why not.
  public init(_ wanted: SocketAddress, sharesPort: Bool) throws(SystemError) {
    let descriptor = try Socket.make(wanted)
    if sharesPort, !wanted.isUnix { setOption(descriptor.number, SOL_SOCKET, SO_REUSEPORT, 1) }
    let number = descriptor.number
    var bound = wanted.withPointer { bind(number, $0, wanted.length) }
    if bound != 0, errno == EADDRINUSE, let path = Self.abandonedPath(wanted) {
      unlink(path)
      bound = wanted.withPointer { bind(number, $0, wanted.length) }
    }
    guard bound == 0 else { throw SystemError("listen on \(wanted)") }
    guard listen(descriptor.number, Self.backlog) == 0 else {
      throw SystemError("listen on \(wanted)")
    }
    address = wanted.isUnix ? wanted : Self.name(of: descriptor, or: wanted)
    path = wanted.path
    self.descriptor = descriptor
  }

  deinit {
    if let path { unlink(path) }
  }

  /// Refuses connections from now on.
  public func stop() {
    // On Linux this ends the listening itself, although the descriptor stays open.
    _ = shutdown(descriptor.number, Int32(SHUT_RD))
  }

  /// The path of a unix socket at which nobody listens any more.
  private static func abandonedPath(_ address: SocketAddress) -> String? {
    guard let path = address.path, let probe = try? Socket.make(address) else { return nil }
    let code = address.withPointer { connect(probe.number, $0, address.length) }
    guard code != 0, errno == ECONNREFUSED else { return nil }
    return path
  }

  /// The next waiting connection; nil when there is none.
  public func accept() throws(SystemError) -> Socket? {
    let number = retryingInterrupts { grpcbench_accept(descriptor.number) }
    guard number >= 0 else {
      // The client may be gone again; that is no fault of ours.
      if errno == EAGAIN || errno == ECONNABORTED { return nil }
      throw SystemError("accept on \(address)")
    }
    if !address.isUnix { setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
    return Socket(Descriptor(number))
  }

  private static func name(
    of descriptor: borrowing Descriptor,
    or wanted: SocketAddress
  ) -> SocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let number = descriptor.number
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        getsockname(number, address, &length) == 0
          ? SocketAddress(address, length: length) : wanted
      }
    }
  }
}
