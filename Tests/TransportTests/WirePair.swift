import Bytes
import CLinux
import Foundation
import Timing

@testable import Transport

/// Both ends of a connection in this process, over a pair of unix sockets.
final class WirePair {
  /// What can be seen of an end.
  struct End {
    let isEstablished: Bool
    let isResumed: Bool
    let version: String?
    let trouble: String?

    init(_ wire: borrowing Wire) {
      isEstablished = wire.isEstablished
      isResumed = wire.isResumed
      version = wire.version
      trouble = wire.trouble
    }
  }

  let clientWire: Wire
  let serverWire: Wire
  private(set) var atClient: [UInt8] = []
  private(set) var atServer: [UInt8] = []
  private(set) var lastAtClient = Socket.Transfer.wouldBlock
  private(set) var lastAtServer = Socket.Transfer.wouldBlock
  private var input: ReceiveBuffer

  /// - Parameters:
  ///   - client: What the client's end is made with; nil for plain bytes.
  ///   - server: The same for the server's end.
  ///   - room: Bytes that a read may bring.
  ///   - kernel: Bytes that the kernel holds for each direction; nil for its usual amount.
  /// - Throws: The kernel's reason why there is no pair.
  init(
    _ client: TLSContext?,
    _ server: TLSContext?,
    room: Int = 64 * 1024,
    kernel: Int32? = nil
  ) throws {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw SystemError("socketpair", code: errno)
    }
    for end in ends {
      if let kernel { setOption(end, SOL_SOCKET, SO_SNDBUF, kernel) }
    }
    clientWire = Wire(Socket(Descriptor(ends[0])), client)
    serverWire = Wire(Socket(Descriptor(ends[1])), server)
    input = ReceiveBuffer(capacity: room)
  }

  var client: End { End(clientWire) }

  var server: End { End(serverWire) }

  /// Whether both ends have finished their handshakes.
  var isEstablished: Bool { client.isEstablished && server.isEstablished }

  /// Lets each end read what has come.
  func turn() {
    lastAtClient = Self.readAll(clientWire, &input, &atClient)
    lastAtServer = Self.readAll(serverWire, &input, &atServer)
  }

  /// Lets an end read once.
  func read(atClient isClient: Bool) -> Socket.Transfer {
    isClient
      ? Self.read(clientWire, &input, &atClient) : Self.read(serverWire, &input, &atServer)
  }

  func hasMore(atClient: Bool) -> Bool { atClient ? clientWire.hasMore : serverWire.hasMore }

  /// Turns until nothing moves any more: a handshake needs three at most.
  func settle() {
    for _ in 0..<8 { turn() }
  }

  /// Writes at the client's end what is left of the output, as far as it goes.
  func send(_ output: inout SendBuffer, fromClient: Bool) -> Socket.Transfer {
    fromClient ? clientWire.write(from: &output) : serverWire.write(from: &output)
  }

  /// As an owner reads: until a read leaves room.
  private static func readAll(
    _ wire: borrowing Wire,
    _ input: inout ReceiveBuffer,
    _ heard: inout [UInt8]
  ) -> Socket.Transfer {
    while true {
      let transfer = read(wire, &input, &heard)
      guard case .moved(let count) = transfer else { return transfer }
      if count < input.capacity, !wire.hasMore { return transfer }
    }
  }

  private static func read(
    _ wire: borrowing Wire,
    _ input: inout ReceiveBuffer,
    _ heard: inout [UInt8]
  ) -> Socket.Transfer {
    input.removeAll()
    let transfer = wire.read(into: &input)
    guard case .moved(let count) = transfer else { return transfer }
    heard += input.withBytes(at: 0, count: count) { bytes in bytes.indices.map { bytes[$0] } }
    return transfer
  }
}

extension SendBuffer {
  /// A buffer with bytes to send.
  init(_ bytes: [UInt8]) {
    self.init()
    bytes.withUnsafeBytes { append($0) }
  }
}
