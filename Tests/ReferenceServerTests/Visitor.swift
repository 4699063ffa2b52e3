import Bytes
import Timing
import Transport

/// A client that says what it is told to, and can be looked at whether its connection has ended.
final class Visitor {
  let wire: Transport.Wire
  private let loop: EventLoop
  private var input = ReceiveBuffer()
  /// Events so far, of which the first says that the socket is connected.
  private(set) var turns = 0
  private(set) var hasEnded = false
  var isEstablished: Bool { wire.isEstablished }

  init(_ address: SocketAddress, _ context: TLSContext? = nil) throws {
    loop = try EventLoop(alarm: try Alarm())
    wire = Transport.Wire(try Socket.connect(to: address), context)
    try loop.register(wire, Token(index: 0, generation: 0))
  }

  /// Says something that fits the socket's buffer; nobody hears it if the server has gone by now.
  func say(_ bytes: [UInt8]) {
    var output = SendBuffer()
    output.append(bytes.span)
    _ = wire.write(from: &output)
  }

  /// Turns until it is so, or nothing has happened for ten seconds or another time.
  func turn(within limit: Nanoseconds = .seconds(10), until isSo: (Visitor) -> Bool) {
    while !isSo(self) {
      let now = EventLoop.now()
      guard loop.wait(until: now + limit, now: now) > 0 else { return }
      turns += 1
      while true {
        input.removeAll()
        let transfer = wire.read(into: &input)
        if case .moved = transfer { continue }
        hasEnded = transfer != .wouldBlock
        break
      }
    }
  }
}
