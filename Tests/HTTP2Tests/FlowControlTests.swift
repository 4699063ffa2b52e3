import Testing

@testable import HTTP2

/// Both levels of RFC 9113 §5.2 and §6.9, in both directions.
@Suite struct FlowControlTests {
  private let body = [UInt8](repeating: 7, count: 100_000)

  private func sentBody(_ end: End) -> Int {
    end.sent().filter { $0.type == 0 }.map(\.payload.count).reduce(0, +)
  }

  @Test func `a stream sends as much as its window and then waits for more`() {
    let end = End.ready(.client, .test, [(4, 10)])
    let stream = end.open()
    #expect(end.send(body, on: stream, end: true) == 10)
    #expect(end.send(body, on: stream, end: true) == 0)
    #expect(sentBody(end) == 10)
    #expect(end.receive(Wire.windowUpdate(1, 1)) == [.writable(1)])
    #expect(end.send(Array(body.prefix(2)), on: stream, end: true) == 1)
    #expect(end.sent().last == SentFrame(type: 0, flags: 0, stream: 1, payload: [7]))
    #expect(end.receive(Wire.windowUpdate(1, 5)) == [.writable(1)])
    #expect(end.send([7], on: stream, end: true) == 1)
    #expect(end.sent().last == SentFrame(type: 0, flags: 1, stream: 1, payload: [7]))
  }

  @Test func `all streams share the connection's window`() {
    let end = End.ready(.client, .test, [(4, 1_000_000)])
    let first = end.open()
    let second = end.open()
    #expect(end.send(body, on: first) == 65_535)
    #expect(end.send(body, on: second) == 0)
    #expect(end.receive(Wire.windowUpdate(0, 1)) == [.connectionWritable])
    #expect(end.send(body, on: second) == 1)
    #expect(end.receive(Wire.windowUpdate(2_147_483, 0)) == [.failed(.protocolError)])
  }

  @Test func `the end of a stream needs no window`() {
    let end = End.ready(.client, .test, [(4, 0)])
    let stream = end.open()
    #expect(end.send([], on: stream, end: true) == 0)
    #expect(end.sent().last == SentFrame(type: 0, flags: 1, stream: 1, payload: []))
  }

  @Test func `a window that nobody waits for opens in silence`() {
    let end = End.ready(.client)
    _ = end.open()
    #expect(end.receive(Wire.windowUpdate(1, 1) + Wire.windowUpdate(0, 1)) == [])
  }

  @Test func `SETTINGS may lower a window below zero`() {
    let end = End.ready(.client, .test, [(4, 100)])
    let stream = end.open()
    #expect(end.send(Array(body.prefix(80)), on: stream) == 80)
    #expect(end.receive(Wire.settings([(4, 10)])) == [.connectionWritable])
    #expect(end.connection.streams.record(stream.slot).pointee.sendWindow == -70)
    #expect(end.send(body, on: stream) == 0)
    #expect(end.receive(Wire.windowUpdate(1, 70)) == [], "it is zero now")
    #expect(end.send(body, on: stream) == 0)
    #expect(end.receive(Wire.windowUpdate(1, 1)) == [.writable(1)])
    #expect(end.send(body, on: stream) == 1)
    // A new stream begins with the new size.
    #expect(end.send(body, on: end.open()) == 10)
  }

  @Test func `SETTINGS may open a window again`() {
    let end = End.ready(.client, .test, [(4, 0)])
    let stream = end.open()
    #expect(end.send(body, on: stream) == 0)
    #expect(end.receive(Wire.settings([(4, 5)])) == [.connectionWritable])
    #expect(end.send(body, on: stream) == 5)
  }

  @Test(arguments: [(Role.server, 11), (.client, 3)] as [(Role, UInt32)])
  func `DATA beyond a stream's window ends the stream`(role: Role, id: UInt32) {
    let end = End.busy(role, .with { $0.settings.initialWindowSize = 10 })
    if role == .server { _ = end.receive(Wire.headers(id, .request)) }
    #expect(end.receive(Wire.data(id, [UInt8](repeating: 0, count: 4))).count == 1)
    let told = end.receive(Wire.padded(id, [1], by: 5))
    #expect(told == [.ended(id, .violation(.flowControlError))], "padding counts")
  }

  @Test(arguments: [(Role.server, 1), (.client, 3)] as [(Role, UInt32)])
  func `DATA beyond the connection's window ends the connection`(role: Role, id: UInt32) {
    let end = End.busy(role, .with { $0.connectionWindow = 200_000 })
    end.connection.receiveWindow = 5
    let told = end.receive(Wire.padded(id, [1], by: 5))
    #expect(told == [.failed(.flowControlError)])
  }

  @Test func `until SETTINGS are acknowledged the initial window holds`() {
    let end = End(.server, .with { $0.settings.initialWindowSize = 10 })
    let part = [UInt8](repeating: 0, count: 16_384)
    let told = end.receive(
      Wire.preface + Wire.settings() + Wire.headers(1, .request) + Wire.data(1, part)
        + Wire.data(1, part)
    )
    #expect(told.count == 4)
    #expect(told.last == .data(1, part, ended: false))
    // All of it was given back, so that ten bytes are open after the acknowledgement.
    let late = end.receive(
      Wire.settingsAcknowledgement + Wire.data(1, Array(part.prefix(10))) + Wire.data(1, part)
    )
    #expect(late.last == .ended(1, .violation(.flowControlError)))
    #expect(late.count == 2)
  }

  @Test func `a larger window holds from the start`() {
    let end = End(.server, .with { $0.settings.initialWindowSize = 100_000 })
    _ = end.receive(Wire.preface + Wire.settings() + Wire.headers(1, .request))
    #expect(end.connection.streams.record(0).pointee.receiveWindow == 100_000)
    _ = end.receive(Wire.settingsAcknowledgement)
    #expect(end.connection.streams.record(0).pointee.receiveWindow == 100_000)
  }

  @Test func `half a window is given back, for the stream and for the connection`() {
    let end = End.ready(
      .client,
      .with {
        $0.settings.initialWindowSize = 100
        $0.connectionWindow = 65_535
      }
    )
    _ = end.open()
    _ = end.receive(Wire.headers(1, .response) + Wire.data(1, Array(body.prefix(49))))
    #expect(end.sent().filter { $0.type == 8 } == [])
    _ = end.receive(Wire.data(1, [1]))
    let update = SentFrame(type: 8, flags: 0, stream: 1, payload: Wire.bytes(50))
    #expect(end.sent() == [update])
    #expect(end.connection.streams.record(0).pointee.receiveWindow == 100)
  }

  @Test func `a window of one byte is given back byte by byte`() {
    let end = End.ready(.client, .with { $0.settings.initialWindowSize = 1 })
    _ = end.open()
    _ = end.receive(Wire.headers(1, .response))
    _ = end.sent()
    for _ in 0..<5 {
      #expect(end.receive(Wire.data(1, [9])) == [.data(1, [9], ended: false)])
      #expect(end.sent().map(\.type) == [8])
    }
  }

  @Test func `padding is given back like data`() {
    let end = End.ready(.client, .with { $0.settings.initialWindowSize = 100 })
    _ = end.open()
    _ = end.receive(Wire.headers(1, .response))
    _ = end.sent()
    #expect(end.receive(Wire.padded(1, [], by: 99)) == [])
    #expect(end.sent().first?.number(at: 0) == 100)
  }

  @Test func `DATA that nobody wants still counts for the connection`() {
    let end = End.busy(.client)
    let before = end.connection.receiveWindow
    let dropped = Wire.data(7, Array(body.prefix(1_000)))
    _ = end.receive(dropped)
    #expect(end.connection.receiveWindow + end.connection.unreturned == before)
    #expect(end.connection.unreturned == 1_000)
  }

  @Test func `a body is cut into frames of the peer's size`() {
    let end = End.ready(.client, .test, [(4, 1_000_000), (5, 20_000)])
    let stream = end.open()
    #expect(end.send(Array(body.prefix(50_000)), on: stream, end: true) == 50_000)
    let frames = end.sent().filter { $0.type == 0 }
    #expect(frames.map(\.payload.count) == [20_000, 20_000, 10_000])
    #expect(frames.map(\.flags) == [0, 0, 1])
  }

  @Test func `a message passes through a window of one byte, both ways`() {
    let end = End.ready(.client, .with { $0.settings.initialWindowSize = 1 }, [(4, 1)])
    let stream = end.open()
    var rest = Array(body.prefix(300))
    rest.removeFirst(end.send(rest, on: stream, end: true))
    var sent = end.sent().filter { $0.type == 0 }
    while !rest.isEmpty {
      guard end.receive(Wire.windowUpdate(1, 1)) == [.writable(1)] else { break }
      rest.removeFirst(end.send(rest, on: stream, end: true))
      sent += end.sent()
    }
    let last = SentFrame(type: 0, flags: 1, stream: 1, payload: [7])
    let one = SentFrame(type: 0, flags: 0, stream: 1, payload: [7])
    #expect(sent == [SentFrame](repeating: one, count: 299) + [last])

    _ = end.receive(Wire.headers(1, .response))
    let update = SentFrame(type: 8, flags: 0, stream: 1, payload: Wire.bytes(1))
    for index in 1...300 {
      let told = end.receive(Wire.data(1, [9], end: index == 300))
      #expect(told == [.data(1, [9], ended: index == 300)])
      #expect(end.sent() == (index == 300 ? [] : [update]))
    }
    #expect(end.connection.openStreams == 0)
  }

  @Test func `an update that overflows a stream's window ends the stream`() {
    let end = End.ready(.client, .test, [(4, 100)])
    let stream = end.open()
    #expect(end.send(body, on: stream) == 100)
    #expect(end.receive(Wire.windowUpdate(1, 0x7fff_ffff)) == [.writable(1)], "from zero it may")
    _ = end.sent()
    #expect(end.receive(Wire.windowUpdate(1, 1)) == [.ended(1, .violation(.flowControlError))])
    #expect(end.sent() == [SentFrame(type: 3, flags: 0, stream: 1, payload: Wire.bytes(3))])
    #expect(end.connection.failure == nil)
  }

  @Test func `an update that overflows the connection's window ends the connection`() {
    let end = End.ready(.client)
    #expect(end.receive(Wire.windowUpdate(0, 0x7fff_ffff - 65_535)) == [])
    #expect(end.receive(Wire.windowUpdate(0, 1)) == [.failed(.flowControlError)])
    let frames = end.sent()
    #expect(frames.map(\.type) == [7])
    #expect(frames.first?.number(at: 4) == 3)
  }

  @Test func `SETTINGS that overflow a stream's window end the connection`() {
    let end = End.ready(.client, .test, [(4, 100)])
    _ = end.open()
    #expect(end.receive(Wire.windowUpdate(1, 0x7fff_ffff - 100)) == [])
    #expect(end.receive(Wire.settings([(4, 101)])) == [.failed(.flowControlError)])
  }

  @Test func `a message goes on after its window was below zero`() {
    let end = End.ready(.client, .test, [(4, 100)])
    let stream = end.open()
    var rest = Array(body.prefix(250))
    rest.removeFirst(end.send(rest, on: stream, end: true))
    _ = end.receive(Wire.settings([(4, 0)]))
    #expect(end.send(rest, on: stream, end: true) == 0)
    #expect(end.connection.holdup(of: stream.slot) == .stream)
    _ = end.sent()
    #expect(end.receive(Wire.windowUpdate(1, 60)) == [], "40 below zero")
    #expect(end.receive(Wire.settings([(4, 90)])) == [.connectionWritable])
    // 100 were sent of 60 + 90.
    rest.removeFirst(end.send(rest, on: stream, end: true))
    #expect(rest.count == 100)
    #expect(end.receive(Wire.windowUpdate(1, 100)) == [.writable(1)])
    rest.removeFirst(end.send(rest, on: stream, end: true))
    #expect(end.sent().filter { $0.type == 0 }.map(\.payload.count) == [50, 100])
  }
}
