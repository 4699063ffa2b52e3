import Bytes
internal import COpenSSL
import Glibc

/// The state of one TLS connection: it turns records into bytes and bytes into records.
///
/// It keeps the promises of `Socket.read` and `Socket.write`: a read that leaves room has brought
/// all there was, unless `hasMore` says otherwise, and what a write has taken out of the buffer is
/// with the kernel.
struct SecureStream: ~Copyable {
  /// Bytes that are sealed at once: four records.
  static let writeSize = 64 * 1024
  /// Records without bytes for us that one read takes: handshakes have fewer, and a change of keys
  /// with its answer costs 25 µs.
  static let mostBareRecords = 16
  /// Reads that end at that limit in a connection's life: no honest peer has even one.
  static let mostBareReads = 64
  /// Pieces in which one read takes what comes.
  static let mostPieces = 32
  /// Bytes of records that wait for the kernel: what is sealed at once, and answers to a peer that
  /// asks without reading.
  static let mostUnsent = 2 * writeSize

  let ssl: OpaquePointer
  let port: UnsafeMutablePointer<TLSPort>
  private let context: TLSContext
  private let memory: UnsafeMutableRawPointer

  private(set) var isEstablished = false
  /// Whether HTTP/1.1 was agreed on.
  private(set) var speaksHTTP1 = false
  private var hasBegun = false
  private var hasAnswered = false
  /// Bytes at the start of the writer's buffer whose records the kernel has not taken yet.
  private var sealed = 0
  /// There was no room for all that had come, or it was more than one read takes.
  private(set) var hasMore = false
  /// Reads that have ended at the limit of records without bytes.
  private var bareReads = 0
  /// We have said that we send nothing more, and the kernel is still to hear it.
  private var endsWriting = false
  /// What every read will say once all bytes are read.
  private(set) var ending: Socket.Transfer?
  /// Why the connection is over, if TLS is the reason.
  private(set) var trouble: TLSTrouble?

  init(_ context: TLSContext, savesMemory: Bool) {
    self.context = context
    memory = context.memory
    ssl = context.makeConnection()
    if savesMemory { grpcbench_ssl_set_mode(ssl, Int(SSL_MODE_RELEASE_BUFFERS)) }
    port = .allocate(capacity: 1)
    port.initialize(to: TLSPort(made: context.records))
    let bio = TLSPort.bio(port)
    // Takes the BIO over.
    SSL_set_bio(ssl, bio, bio)
  }

  deinit {
    // A session without this mark would count as broken off and could not be resumed.
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
    SSL_free(ssl)
    port.deinitialize(count: 1)
    port.deallocate()
  }

  /// Whether the handshake went on with an earlier session.
  var isResumed: Bool { SSL_session_reused(ssl) == 1 }

  /// How far a server's handshake has come.
  var stage: HandshakeStage {
    if isEstablished { return .over }
    return hasAnswered ? .answered : hasBegun ? .begun : .silent
  }

  /// `TLSv1.2` or `TLSv1.3`.
  var version: String { String(cString: SSL_get_version(ssl)) }

  mutating func read(
    _ socket: borrowing Socket,
    into buffer: inout ReceiveBuffer
  ) -> Socket.Transfer {
    precondition(buffer.free > 0, "read into a full buffer")
    precondition(context.records.pointee.isEmpty, "records of another connection were not kept")
    sendRecords(socket)
    let before = buffer.end
    port.pointee.portions = Self.mostBareRecords * TLSPort.portionsPerRecord
    // A server begins with the client's first bytes: for one that sends none OpenSSL takes no
    // buffers.
    if !hasBegun, context.isClient { shakeHands() }
    if hasMore { goOn(into: &buffer) }
    var pieces = 0
    while ending == nil, !hasMore, buffer.free > 0 {
      guard pieces < Self.mostPieces else {
        hasMore = true
        break
      }
      pieces += 1
      let count = socket.receive(memory, TLSContext.readSize)
      if count <= 0 {
        if let reason = socket.endOfReceiving(count) { end(reason) }
        break
      }
      port.pointee.arrived(memory, count)
      goOn(into: &buffer)
      port.pointee.keepLeftover()
      // Without bytes the caller would stop to read although there may be an end to read.
      if count < TLSContext.readSize, buffer.end > before { break }
    }
    sendRecords(socket)
    if port.pointee.unsent.count > Self.mostUnsent { giveUp("asks for records and reads none") }
    let moved = buffer.end - before
    return moved > 0 || hasMore ? .moved(moved) : ending ?? .wouldBlock
  }

  mutating func write(
    _ socket: borrowing Socket,
    from buffer: inout SendBuffer
  ) -> Socket.Transfer {
    guard isEstablished else { return ending ?? .wouldBlock }
    if sealed == 0 {
      let bytes = buffer.readable
      let count = SSL_write(ssl, bytes.baseAddress, Int32(min(bytes.count, Self.writeSize)))
      guard count > 0 else {
        note(count)
        sendRecords(socket)
        return ending ?? .wouldBlock
      }
      sealed = Int(count)
    }
    if let trouble = sendRecords(socket) { return trouble }
    let count = sealed
    sealed = 0
    buffer.take(count)
    return .moved(count)
  }

  /// Says goodbye, as far as the socket takes it at once, and that we send nothing more.
  mutating func endWriting(_ socket: borrowing Socket) {
    sayGoodbye(socket)
    if port.pointee.hasRecordsToSend {
      endsWriting = true
    } else {
      socket.endWriting()
    }
  }

  /// Sends close_notify, without which the end would look like a broken connection.
  mutating func sayGoodbye(_ socket: borrowing Socket) {
    guard isEstablished, trouble == nil, SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else {
      return
    }
    SSL_shutdown(ssl)
    // What cannot be said to a peer that is gone need not be said.
    ERR_clear_error()
    sendRecords(socket)
  }

  private mutating func shakeHands() {
    if !hasBegun, context.isClient { context.offerSession(ssl) }
    hasBegun = true
    let result = SSL_do_handshake(ssl)
    if port.pointee.hasRecordsToSend { hasAnswered = true }
    guard result == 1 else { return note(result) }
    guard let demanded = context.demandedProtocol else {
      isEstablished = true
      return
    }
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(ssl, &name, &count)
    let chosen = UnsafeBufferPointer(start: name, count: Int(count))
    // A server that knows no ALPN speaks HTTP/1.1 (RFC 7301 §3.2 leaves it free).
    let isOldHTTP = context.isClient && chosen.isEmpty && demanded == "http/1.1"
    guard !isOldHTTP, !context.takes(chosen) else {
      speaksHTTP1 = isOldHTTP || chosen.elementsEqual("http/1.1".utf8)
      isEstablished = true
      return
    }
    let peer = context.isClient ? "the server" : "the client"
    trouble = TLSTrouble(
      .noHTTP2,
      chosen.isEmpty
        ? "\(peer) does not know ALPN, so it cannot agree on HTTP/2 (\(demanded))"
        : "\(peer) chose \(String(decoding: chosen, as: UTF8.self)) by ALPN and not \(demanded)"
    )
    end(.closed)
  }

  /// Takes the records that have come, as many as one read may.
  private mutating func goOn(into buffer: inout ReceiveBuffer) {
    hasMore = false
    if !isEstablished { shakeHands() }
    if isEstablished { open(into: &buffer) }
    guard port.pointee.portions <= 0, ending == nil else { return }
    hasMore = true
    bareReads += 1
    if bareReads > Self.mostBareReads { giveUp("sends TLS records without end that hold nothing") }
  }

  /// Turns records into bytes.
  private mutating func open(into buffer: inout ReceiveBuffer) {
    while ending == nil {
      guard buffer.free > 0 else {
        hasMore = true
        return
      }
      let count = SSL_read(ssl, buffer.tail, Int32(clamping: buffer.free))
      guard count > 0 else { return note(count) }
      buffer.arrived(Int(count))
      port.pointee.portions += TLSPort.portionsPerRecord
      // One call less for the usual read, which brings whole records.
      if port.pointee.isEmpty, SSL_has_pending(ssl) == 0 { return }
    }
  }

  /// What OpenSSL says in place of bytes.
  private mutating func note(_ result: Int32) {
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
    case SSL_ERROR_ZERO_RETURN: end(.closed)
    default:
      let failure = TLSTrouble.take(ssl, context, isEstablished: isEstablished)
      if trouble == nil { trouble = failure }
      // OpenSSL says nothing to a peer that does not speak TLS; one that looks can know why.
      if !isEstablished, failure.failure == .notTLS, !context.isClient {
        TLSTrouble.versionAlert.withUnsafeBytes { port.pointee.make($0) }
      }
      end(.closed)
    }
  }

  /// Ends a connection whose peer keeps us at work for nothing.
  private mutating func giveUp(_ offence: String) {
    let peer = context.isClient ? "the server" : "the client"
    if trouble == nil { trouble = TLSTrouble(.other, "\(peer) \(offence)") }
    hasMore = false
    end(.closed)
  }

  private mutating func end(_ how: Socket.Transfer) {
    guard ending == nil else { return }
    ending = how
    guard trouble == nil, SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN == 0 else { return }
    let peer = context.isClient ? "the server" : "the client"
    if !isEstablished {
      trouble = TLSTrouble(
        .closed,
        "\(peer) closed the connection in the TLS handshake; does this port speak TLS?"
      )
    } else if how == .closed {
      trouble = TLSTrouble(
        .closed,
        "\(peer) closed the connection without ending TLS (no close_notify)"
      )
    }
  }

  /// Hands the kernel what it takes.
  ///
  /// - Returns: Why it did not take all.
  @discardableResult
  private mutating func sendRecords(_ socket: borrowing Socket) -> Socket.Transfer? {
    while port.pointee.hasRecordsToSend {
      let transfer = port.pointee.send(socket)
      guard case .moved = transfer else {
        port.pointee.keepRecords()
        return transfer
      }
    }
    if endsWriting {
      endsWriting = false
      socket.endWriting()
    }
    return nil
  }
}
