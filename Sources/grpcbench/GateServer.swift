import Scenarios
import Timing
import Transport

/// A server of a gate, started on a given port and waited for.
final class GateServer {
  /// How long a server may take until it listens.
  static let patience = Nanoseconds.seconds(20)
  private static let glance = Nanoseconds.milliseconds(20)

  let process: ChildProcess
  let port: UInt16
  private let name: String

  init(
    _ side: GateSide,
    name: String,
    port: UInt16,
    _ options: Plan.ServerOptions
  ) throws(Failure) {
    guard let command = side.start(port: port, options) else {
      preconditionFailure("\(name) runs already and is not started")
    }
    self.name = "\(name) \(Complaint.shown(side.name))"
    self.port = port
    do {
      // Bound, because a server that is not ours knows nothing of a gate that was killed.
      process = try ChildProcess("/bin/sh", ["-c", command], isBound: true)
    } catch {
      throw Failure("\(name): it did not start: \(error)")
    }
  }

  /// Waits until the port takes connections.
  ///
  /// - Returns: Whether it does; false if the wait was interrupted.
  func waitUntilItListens() throws -> Bool {
    let limit = EventLoop.now() + Self.patience
    let address = try SocketAddress.loopback(port: port)
    while !Self.takesConnections(address) {
      guard !process.hasEnded else {
        throw Failure("\(name): it ended before it listened on 127.0.0.1:\(port)")
      }
      guard EventLoop.now() < limit else {
        throw Failure("\(name): it does not listen on 127.0.0.1:\(port) after \(Self.patience)")
      }
      if Signals.wait(atMost: Self.glance) { return false }
    }
    return true
  }

  func stop() { process.end() }

  /// Two ports that nobody listens on now.
  static func freePorts() throws -> [UInt16] {
    let listeners = try (0..<2).map { _ in
      try Listener(SocketAddress.loopback(port: 0), sharesPort: false)
    }
    defer { for listener in listeners { listener.stop() } }
    return listeners.compactMap(\.address.port)
  }

  private static func takesConnections(_ address: SocketAddress) -> Bool {
    // A socket that cannot even be made is tried again until the time is over.
    guard let loop = try? EventLoop(alarm: try Alarm()),
      let socket = try? Socket.connect(to: address)
    else { return false }
    let wire = Wire(socket, nil)
    guard (try? loop.register(wire, Token(index: 0, generation: 0))) != nil else { return false }
    let now = EventLoop.now()
    return loop.wait(until: now + .seconds(1), now: now) > 0 && wire.socket.connectError() == nil
  }
}

extension SocketAddress {
  static func loopback(port: UInt16) throws -> SocketAddress {
    try Endpoint(Entry("127.0.0.1:\(port)", subject: "gate"), lowestPort: 0)
      .addresses(limit: .seconds(1))[0]
  }
}
