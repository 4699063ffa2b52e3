import Bytes
import COpenSSL
import Testing

@testable import Transport

/// Peers that send records which hold nothing, as many as they like.
@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct TLSFloodTests {
  private func pair(kernel: Int32? = nil) throws -> WirePair {
    let pair = try WirePair(
      TLSContext(client: try WireTests.clientOptions()),
      TLSContext(server: try WireTests.serverOptions()),
      kernel: kernel
    )
    pair.settle()
    #expect(pair.isEstablished && pair.client.version == "TLSv1.3")
    return pair
  }

  /// Makes so many records that change an end's keys, and a byte behind them if that is wanted.
  private func makeRecords(
    _ pair: WirePair,
    byClient: Bool,
    _ count: Int,
    _ kind: Int32 = SSL_KEY_UPDATE_NOT_REQUESTED,
    byte: Bool = false
  ) throws {
    let wire = byClient ? pair.clientWire.secure : pair.serverWire.secure
    let found = wire?.pointee.ssl
    let ssl = try #require(found)
    for _ in 0..<count {
      try #require(SSL_key_update(ssl, kind) == 1)
      SSL_do_handshake(ssl)
    }
    if byte { SSL_write(ssl, "x", 1) }
    wire?.pointee.port.pointee.keepRecords()
  }

  private func sendRecords(_ pair: WirePair, byClient: Bool) {
    let port =
      byClient ? pair.clientWire.secure?.pointee.port : pair.serverWire.secure?.pointee.port
    guard let port else { return }
    while port.pointee.hasRecordsToSend {
      let sent =
        byClient
        ? port.pointee.send(pair.clientWire.socket) : port.pointee.send(pair.serverWire.socket)
      guard case .moved = sent else { return }
    }
  }

  private func trouble(_ pair: WirePair, atClient: Bool) -> String? {
    atClient ? pair.client.trouble : pair.server.trouble
  }

  @Test(arguments: [true, false], [SSL_KEY_UPDATE_REQUESTED, SSL_KEY_UPDATE_NOT_REQUESTED])
  func `a read takes few of them, and says that there are more`(byClient: Bool, kind: Int32) throws
  {
    let pair = try pair()
    let most = SecureStream.mostBareRecords
    try makeRecords(pair, byClient: byClient, 3 * most + 1, kind)
    sendRecords(pair, byClient: byClient)
    for _ in 0..<3 {
      #expect(pair.read(atClient: !byClient) == .moved(0))
      #expect(pair.hasMore(atClient: !byClient))
    }
    #expect(pair.read(atClient: !byClient) == .wouldBlock)
    #expect(!pair.hasMore(atClient: !byClient))
    var word = SendBuffer([1, 2, 3])
    #expect(pair.send(&word, fromClient: byClient) == .moved(3))
    pair.settle()
    #expect((byClient ? pair.atServer : pair.atClient) == [1, 2, 3])
    #expect(pair.client.trouble == nil && pair.server.trouble == nil)
  }

  @Test(arguments: [true, false])
  func `bytes between them do not make a read longer`(byClient: Bool) throws {
    let pair = try pair()
    let most = SecureStream.mostBareRecords
    for _ in 0..<20 { try makeRecords(pair, byClient: byClient, most / 2, byte: true) }
    sendRecords(pair, byClient: byClient)
    // The second byte has sixteen records before it.
    #expect(pair.read(atClient: !byClient) == .moved(1))
    #expect(pair.hasMore(atClient: !byClient))
    for _ in 0..<20 { pair.turn() }
    #expect((byClient ? pair.atServer : pair.atClient).count == 20)
    #expect(trouble(pair, atClient: !byClient) == nil)
  }

  @Test(arguments: [true, false])
  func `a peer that sends them without end is left`(byClient: Bool) throws {
    let pair = try pair()
    let most = SecureStream.mostBareRecords * SecureStream.mostBareReads
    var sent = 0
    var transfer = Socket.Transfer.wouldBlock
    while sent < 2 * most, transfer != .closed {
      try makeRecords(pair, byClient: byClient, 128, SSL_KEY_UPDATE_REQUESTED)
      sendRecords(pair, byClient: byClient)
      sent += 128
      repeat { transfer = pair.read(atClient: !byClient) } while transfer == .moved(0)
    }
    #expect(transfer == .closed && sent > most)
    let trouble = trouble(pair, atClient: !byClient)
    let peer = byClient ? "client" : "server"
    #expect(trouble == "the \(peer) sends TLS records without end that hold nothing")
  }

  /// So few at a time that no read has too many.
  @Test(arguments: [true, false])
  func `a peer that does not read what it asks for is left`(byClient: Bool) throws {
    let pair = try pair(kernel: 4_096)
    let wire = byClient ? pair.serverWire.secure : pair.clientWire.secure
    let found = wire?.pointee.port
    let port = try #require(found)
    var transfer = Socket.Transfer.wouldBlock
    var most = 0
    for _ in 0..<1_000 where transfer == .wouldBlock {
      try makeRecords(pair, byClient: byClient, 10, SSL_KEY_UPDATE_REQUESTED)
      sendRecords(pair, byClient: byClient)
      transfer = pair.read(atClient: !byClient)
      most = max(most, port.pointee.unsent.count)
    }
    #expect(transfer == .closed)
    #expect(most > SecureStream.mostUnsent && most < SecureStream.mostUnsent + 1_000)
    let trouble = trouble(pair, atClient: !byClient)
    #expect(trouble == "the \(byClient ? "client" : "server") asks for records and reads none")
  }
}
