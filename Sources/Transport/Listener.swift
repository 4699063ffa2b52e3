import CLinux
import Glibc

/// A socket that accepts connections; a unix socket's path is removed when it stops or closes.
public final class Listener: Sendable {
  /// Connections that the kernel holds until they are accepted.
  public static let backlog: Int32 = 4_096

  let descriptor: Descriptor
  /// The address in use, with the port that the kernel chose when 0 was asked for.
  public let address: SocketAddress
  /// What was bound to a path in the file system; nothing without one.
  private let file: SocketFile?

  /// Listens at once.
  ///
  /// A unix socket whose program is gone is taken over; any other file is left alone.
  ///
  /// - Parameters:
  ///   - wanted: Where to listen; port 0 takes a free one.
  ///   - sharesPort: Several listeners may take turns on the port (SO_REUSEPORT).
  /// - Throws: The kernel's reason why not.
  public init(_ wanted: SocketAddress, sharesPort: Bool) throws(SystemError) {
    let descriptor = try Socket.make(wanted)
    if sharesPort, !wanted.isUnix { setOption(descriptor.number, SOL_SOCKET, SO_REUSEPORT, 1) }
    var code = Self.bind(descriptor, wanted)
    if code == EADDRINUSE, let path = wanted.path {
      if let file = SocketFile(path) {
        if Self.isAbandoned(wanted) {
          file.remove()
          code = Self.bind(descriptor, wanted)
        }
      } else {
        code = EEXIST
      }
    }
    guard code == 0 else { throw SystemError("listen on \(wanted)", code: code) }
    guard listen(descriptor.number, Self.backlog) == 0 else {
      throw SystemError("listen on \(wanted)")
    }
    address = wanted.isUnix ? wanted : Self.name(of: descriptor, or: wanted)
    file = wanted.path.flatMap { SocketFile($0) }
    self.descriptor = descriptor
  }

  deinit {
    file?.remove()
  }

  /// A listener for one thread more: on the same port, or this one where a port cannot be shared.
  public func another() throws(SystemError) -> Listener {
    isShared ? self : try Listener(address, sharesPort: true)
  }

  /// Several threads accept from this one.
  public var isShared: Bool { address.isUnix }

  /// Refuses connections from now on; its address is free for another one.
  public func stop() {
    // First, or one that finds nobody here could have put its own in this place.
    file?.remove()
    // On Linux this ends the listening itself, although the descriptor stays open.
    _ = shutdown(descriptor.number, Int32(SHUT_RD))
  }

  /// - Returns: The kernel's reason why not; 0 when there is none.
  private static func bind(_ descriptor: borrowing Descriptor, _ address: SocketAddress) -> Int32 {
    let number = descriptor.number
    return address.withPointer { Glibc.bind(number, $0, address.length) } == 0 ? 0 : errno
  }

  /// Whether nobody listens at a unix socket any more.
  private static func isAbandoned(_ address: SocketAddress) -> Bool {
    guard let probe = try? Socket.make(address) else { return false }
    let code = address.withPointer { connect(probe.number, $0, address.length) }
    return code != 0 && errno == ECONNREFUSED
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
