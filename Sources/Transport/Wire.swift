public import Bytes

/// What a connection's bytes pass over: a socket, with TLS on it or without.
///
/// A plain wire costs one comparison more than its socket.
public struct Wire: ~Copyable {
  public let socket: Socket
  /// Owned; in memory of its own so that a plain wire is small.
  let secure: UnsafeMutablePointer<SecureStream>?

  /// - Parameters:
  ///   - socket: Connected or connecting.
  ///   - context: What TLS is made with; nothing for plain bytes.
  ///   - savesMemory: Whether its buffers go whenever they are empty, whatever the context says.
  public init(_ socket: consuming Socket, _ context: TLSContext?, savesMemory: Bool = false) {
    self.socket = socket
    guard let context else {
      secure = nil
      return
    }
    let stream = UnsafeMutablePointer<SecureStream>.allocate(capacity: 1)
    stream.initialize(to: SecureStream(context, savesMemory: savesMemory))
    secure = stream
  }

  deinit {
    guard let secure else { return }
    secure.pointee.sayGoodbye(socket)
    secure.deinitialize(count: 1)
    secure.deallocate()
  }

  public var isSecure: Bool { secure != nil }

  /// Whether bytes can be written: a TLS handshake is not under way.
  public var isEstablished: Bool { secure?.pointee.isEstablished ?? true }

  /// How far a server's TLS handshake has come.
  public var stage: HandshakeStage { secure?.pointee.stage ?? .over }

  /// What a read would find in the socket, as far as one byte tells.
  public var outlook: Socket.Transfer {
    var byte: [UInt8] = [0]
    return socket.peek(into: &byte)
  }

  /// Whether a TLS handshake went on with an earlier session.
  public var isResumed: Bool { secure?.pointee.isResumed ?? false }

  /// Whether HTTP/1.1 was agreed on by ALPN.
  public var speaksHTTP1: Bool { secure?.pointee.speaksHTTP1 ?? false }

  /// The version of TLS that was agreed on, such as `TLSv1.3`; nil without TLS.
  public var version: String? { secure?.pointee.version }

  /// A read that left room has not brought all: behind it is the end, or more than one read takes,
  /// of which no event will tell again.
  public var hasMore: Bool {
    guard let secure else { return false }
    return secure.pointee.hasMore || secure.pointee.ending != nil
  }

  /// Why the connection is over, if TLS is the reason.
  public var trouble: String? { secure?.pointee.trouble?.words }

  /// What to ask about a server that does not speak HTTP/2, to stand behind what it did instead.
  public var doubt: String {
    isSecure ? "" : "; is it a gRPC port, and does it want TLS (--tls)?"
  }

  /// Why the handshake came to nothing; nil while it may still succeed, and when it has.
  public var handshakeFailure: TLSFailure? {
    guard let secure, !secure.pointee.isEstablished else { return nil }
    if let trouble = secure.pointee.trouble { return trouble.failure }
    return secure.pointee.ending == nil ? nil : .closed
  }

  /// Reads what there is, as far as the buffer has room; of TLS, what the records held, which may
  /// be nothing.
  ///
  /// A connecting client must read once before anything comes: that begins the handshake.
  public func read(into buffer: inout ReceiveBuffer) -> Socket.Transfer {
    guard let secure else { return socket.read(into: &buffer) }
    return secure.pointee.read(socket, into: &buffer)
  }

  /// Writes as much as the kernel takes, and removes it from the buffer.
  public func write(from buffer: inout SendBuffer) -> Socket.Transfer {
    guard let secure else { return socket.write(from: &buffer) }
    return secure.pointee.write(socket, from: &buffer)
  }

  /// Tells the peer that we send nothing more.
  public func endWriting() {
    guard let secure else { return socket.endWriting() }
    secure.pointee.endWriting(socket)
  }
}
