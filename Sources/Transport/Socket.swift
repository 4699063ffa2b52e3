public import Bytes
import Glibc

/// A connected, or connecting, nonblocking stream socket.
public struct Socket: ~Copyable {
  /// What became of a read or a write.
  public enum Transfer: Sendable, Equatable {
    /// Bytes moved; fewer than there was room for means that there are no more for now.
    case moved(Int)
    case wouldBlock
    /// The peer has closed its side.
    case closed
    case failed(Int32)
  }

  let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor) {
    self.descriptor = descriptor
  }

  /// Starts to connect; the event loop says when the socket becomes writable, and `connectError`
  /// what came of it.
  public static func connect(to address: SocketAddress) throws(SystemError) -> Socket {
    let socket = Socket(try make(address))
    let code = address.withPointer { pointer in
      retryingInterrupts { Glibc.connect(socket.descriptor.number, pointer, address.length) }
    }
    guard code == 0 || errno == EINPROGRESS else {
      throw SystemError("connect to \(address)")
    }
    return socket
  }

  static func make(_ address: SocketAddress) throws(SystemError) -> Descriptor {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let number = socket(address.family, type | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw SystemError("open a socket for \(address)") }
    let descriptor = Descriptor(number)
    guard !address.isUnix else { return descriptor }
    setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    // Also on clients: the port that one leaves in TIME_WAIT may be the next server's (50051 lies
    // in the range from which the kernel takes them).
    setOption(number, SOL_SOCKET, SO_REUSEADDR, 1)
    return descriptor
  }

  /// The outcome of connecting: nil when the connection stands.
  public func connectError() -> Int32? {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    let result = getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &size)
    if result != 0 { return errno }
    return code == 0 ? nil : code
  }

  /// Reads what there is, as far as the buffer has room.
  public func read(into buffer: inout ReceiveBuffer) -> Transfer {
    precondition(buffer.free > 0, "read into a full buffer")
    let count = retryingInterrupts { recv(descriptor.number, buffer.tail, buffer.free, 0) }
    if count > 0 {
      buffer.arrived(count)
      return .moved(count)
    }
    return count == 0 ? .closed : Self.failure("recv")
  }

  /// Reads into memory; what a count below 1 means is told by `endOfReceiving`.
  func receive(_ memory: UnsafeMutableRawPointer, _ room: Int) -> Int {
    retryingInterrupts { recv(descriptor.number, memory, room, 0) }
  }

  /// The end or failure behind the last `receive`; nil if there is only nothing to read now.
  func endOfReceiving(_ count: Int) -> Transfer? {
    if count == 0 { return .closed }
    let transfer = Self.failure("recv")
    return transfer == .wouldBlock ? nil : transfer
  }

  /// Writes as much as the kernel takes, and removes it from the buffer.
  public func write(from buffer: inout SendBuffer) -> Transfer {
    let bytes = buffer.readable
    let count = retryingInterrupts {
      Glibc.send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
    guard count >= 0 else { return Self.failure("send") }
    buffer.take(count)
    return .moved(count)
  }

  /// Sends a few bytes past all buffers.
  func send(_ bytes: ArraySlice<UInt8>) -> Transfer {
    let count = bytes.withUnsafeBytes { bytes in
      retryingInterrupts {
        Glibc.send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
    }
    return count >= 0 ? .moved(count) : Self.failure("send")
  }

  /// Looks at what has come without taking it.
  func peek(into bytes: inout [UInt8]) -> Transfer {
    let count = bytes.withUnsafeMutableBytes { bytes in
      retryingInterrupts {
        recv(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_PEEK))
      }
    }
    return count > 0 ? .moved(count) : count == 0 ? .closed : Self.failure("recv")
  }

  /// Takes bytes that were looked at and nobody needs.
  func skip(_ count: Int) {
    var bytes = [UInt8](repeating: 0, count: count)
    var skipped = 0
    while skipped < count {
      let part = retryingInterrupts { recv(descriptor.number, &bytes, count - skipped, 0) }
      // They are there: only a connection that has just broken has them no more, and the next read
      // will say so.
      guard part > 0 else { return }
      skipped += part
    }
  }

  /// Tells the peer that we send nothing more.
  public func endWriting() {
    // A connection that the peer has already torn down is just as ended.
    _ = shutdown(descriptor.number, Int32(SHUT_WR))
  }

  private static func failure(_ call: StaticString) -> Transfer {
    let code = errno
    if code == EAGAIN { return .wouldBlock }
    trapOnMisuse(code, call)
    return .failed(code)
  }
}

/// Sets an integer option that the kernel is known to have.
func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
  var value = value
  let size = socklen_t(MemoryLayout<Int32>.size)
  if setsockopt(descriptor, level, name, &value, size) != 0 { trapOnMisuse(errno, "setsockopt") }
}
