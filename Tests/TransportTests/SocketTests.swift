import Bytes
import Foundation
import Testing
import Timing

@testable import Transport

/// Where a test listens.
enum Place: CaseIterable, CustomTestStringConvertible {
  case ipv4, ipv6, unix

  var testDescription: String { "\(self)" }

  /// A free address; nil where the machine has none of this kind.
  func address() throws -> SocketAddress? {
    switch self {
    case .ipv4: return try SocketAddress.resolve(host: "127.0.0.1", port: 0).first
    case .ipv6:
      guard let address = try? SocketAddress.resolve(host: "::1", port: 0).first,
        (try? Listener(address, sharesPort: false)) != nil
      else { return nil }
      return address
    case .unix:
      let folder = FileManager.default.temporaryDirectory.path()
      return try SocketAddress(path: "\(folder)/grpcbench-\(UUID().uuidString.prefix(8))")
    }
  }
}

/// An event loop that waits for what a test expects, and gives up after ten seconds.
final class Patience {
  let loop: EventLoop
  /// Events that came with one that was waited for.
  private var others: [ReadyEvent] = []

  init() throws { loop = try EventLoop(alarm: Alarm()) }

  /// Takes events, as they come, until one fulfils the condition.
  func wait(for condition: (ReadyEvent) -> Bool) throws {
    let end = EventLoop.now() + .seconds(10)
    while true {
      while !others.isEmpty {
        if condition(others.removeFirst()) { return }
      }
      let now = EventLoop.now()
      try #require(now < end, "nothing came for ten seconds")
      others = (0..<loop.wait(until: end, now: now)).map { loop.event($0) }
    }
  }
}

@Suite struct SocketTests {
  private static let client = Token(index: 1, generation: 0)
  private static let server = Token(index: 2, generation: 0)
  private static let listener = Token(index: 3, generation: 0)

  /// Both ends of a new connection, registered.
  private func connect(
    _ listener: Listener,
    _ patience: Patience
  ) throws -> Slots<Socket> {
    var sockets = Slots<Socket>()
    _ = sockets.insert(try Socket.connect(to: listener.address))
    try patience.loop.register(sockets[0], Self.client)
    try patience.loop.register(listener, Self.listener)
    try patience.wait { $0.token == Self.listener }
    let accepted = try listener.accept()
    guard let accepted else { throw SystemError("accept", code: 0) }
    _ = sockets.insert(accepted)
    try patience.loop.register(sockets[1], Self.server)
    patience.loop.unregister(listener)
    return sockets
  }

  @Test(arguments: Place.allCases)
  func `what one end writes the other reads`(place: Place) throws {
    guard let address = try place.address() else { return }
    let listener = try Listener(address, sharesPort: false)
    let patience = try Patience()
    let sockets = try connect(listener, patience)
    #expect(sockets[0].connectError() == nil)

    var output = SendBuffer()
    (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }.withUnsafeBytes { output.append($0) }
    var heard: [UInt8] = []
    var input = ReceiveBuffer(capacity: 10_000)
    _ = sockets[0].write(from: &output)
    while heard.count < 200_000 {
      try patience.wait { $0.token == Self.server && $0.isReadable || $0.token == Self.client }
      if !output.isEmpty { _ = sockets[0].write(from: &output) }
      while case .moved = sockets[1].read(into: &input) {
        heard += input.withBytes(at: 0, count: input.count) { b in b.indices.map { b[$0] } }
        input.removeAll()
      }
    }
    #expect(heard == (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    #expect(sockets[1].read(into: &input) == .wouldBlock)
  }

  @Test(arguments: Place.allCases)
  func `a closed connection reads as closed`(place: Place) throws {
    guard let address = try place.address() else { return }
    let listener = try Listener(address, sharesPort: false)
    let patience = try Patience()
    var sockets = try connect(listener, patience)
    sockets.remove(0)
    try patience.wait { $0.token == Self.server && $0.isReadable }
    var input = ReceiveBuffer(capacity: 100)
    #expect(sockets[1].read(into: &input) == .closed)
  }

  @Test(arguments: Place.allCases)
  func `an end that has said its last word may still listen`(place: Place) throws {
    guard let address = try place.address() else { return }
    let listener = try Listener(address, sharesPort: false)
    let patience = try Patience()
    let sockets = try connect(listener, patience)
    sockets[0].endWriting()
    try patience.wait { $0.token == Self.server && $0.isReadable }
    var input = ReceiveBuffer(capacity: 100)
    #expect(sockets[1].read(into: &input) == .closed)
    var output = SendBuffer()
    [UInt8](repeating: 1, count: 3).withUnsafeBytes { output.append($0) }
    #expect(sockets[1].write(from: &output) == .moved(3))
    try patience.wait { $0.token == Self.client && $0.isReadable }
    #expect(sockets[0].read(into: &input) == .moved(3))
  }

  @Test func `a write into a connection that was reset fails and does not kill`() throws {
    guard let address = try Place.ipv4.address() else { return }
    let listener = try Listener(address, sharesPort: false)
    let patience = try Patience()
    var sockets = try connect(listener, patience)
    var output = SendBuffer()
    [UInt8](repeating: 1, count: 1_000).withUnsafeBytes { output.append($0) }
    _ = sockets[0].write(from: &output)
    try patience.wait { $0.token == Self.server && $0.isReadable }
    // Closing with unread bytes sends a reset.
    sockets.remove(1)
    try patience.wait { $0.token == Self.client && $0.isReadable }
    [UInt8](repeating: 1, count: 10).withUnsafeBytes { output.append($0) }
    guard case .failed = sockets[0].write(from: &output) else {
      return #expect(Bool(false), "the write did not fail")
    }
    #expect(output.count == 10)
  }

  @Test func `a port where nobody listens refuses`() throws {
    guard let address = try Place.ipv4.address() else { return }
    // The port is free as soon as its listener is gone.
    let gone = try Listener(address, sharesPort: false).address
    let patience = try Patience()
    let socket = try Socket.connect(to: gone)
    try patience.loop.register(socket, Self.client)
    try patience.wait { $0.token == Self.client && $0.isWritable }
    #expect(socket.connectError() == ECONNREFUSED)
  }

  @Test func `a unix path where nobody listens refuses`() throws {
    guard let address = try Place.unix.address() else { return }
    #expect(throws: SystemError.self) { try Socket.connect(to: address).descriptor.number }
  }
}
