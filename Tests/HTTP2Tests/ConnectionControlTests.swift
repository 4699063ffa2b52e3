import Bytes
import Testing

@testable import HTTP2

/// SETTINGS, PING, GOAWAY and RST_STREAM.
@Suite struct ConnectionControlTests {
  @Test func `a client begins with the preface, SETTINGS and a wide window`() {
    let end = End(.client, .with { $0.connectionWindow = 100_000 })
    let output = end.connection.output.takeAll()
    #expect(output.starts(with: Wire.preface))
    #expect(
      Array(output.dropFirst(Wire.preface.count)) == Wire.settings([(2, 0)])
        + Wire.windowUpdate(0, 100_000 - 65_535)
    )
  }

  @Test func `a server begins with SETTINGS`() {
    let end = End(.server, .with { $0.settings.maxConcurrentStreams = 5 })
    #expect(end.sent().first?.payload == [0, 3, 0, 0, 0, 5])
  }

  @Test(arguments: Role.both)
  func `SETTINGS are acknowledged, once each`(role: Role) {
    let end = End.ready(role)
    _ = end.receive(Wire.settings([(3, 1)]) + Wire.settings())
    let acknowledgement = SentFrame(type: 4, flags: 1, stream: 0, payload: [])
    #expect(end.sent() == [acknowledgement, acknowledgement])
    #expect(end.connection.peer.maxConcurrentStreams == 1)
    #expect(end.receive(Wire.settingsAcknowledgement) == [])
    #expect(end.sent() == [])
  }

  @Test func `frames that bring nothing do not keep the caller from others`() {
    let end = End.ready(.server)
    let count = 4 * Connection.mostSilentFrames
    let unknown: [UInt8] = [0, 0, 1, 0xEE, 0, 0, 0, 0, 0, 7]
    #expect(end.receive((0..<count).flatMap { _ in unknown }) == [])
    #expect(end.silences >= 3)
  }

  @Test func `the peer's stream limit holds at once`() {
    let end = End.ready(.client, .test, [(3, 1)])
    _ = end.open()
    #expect(end.connection.canOpen == false)
    #expect(end.receive(Wire.settings([(3, 2)])) == [.connectionWritable])
    #expect(end.connection.canOpen == true)
    _ = end.receive(Wire.settings([(3, 0)]))
    #expect(end.connection.canOpen == false)
  }

  @Test func `the smallest of several table sizes is announced`() {
    let end = End.ready(.client)
    let inflater = Inflater()
    let list = [HeaderField].request + [HeaderField("x-a", "b")]
    let template = end.connection.register(HeaderTemplate(list))
    for _ in 0..<2 {
      _ = end.connection.open(template: template, user: 0, endStream: true)
      #expect(end.sent().first.flatMap { inflater.decode($0.payload) } == list)
    }
    _ = end.receive(Wire.settings([(1, 0), (1, 4_096)]))
    _ = end.sent()
    inflater.changeTableSize(to: 0)
    inflater.changeTableSize(to: 4_096)
    _ = end.connection.open(template: template, user: 0, endStream: true)
    #expect(end.sent().first.flatMap { inflater.decode($0.payload) } == list)
  }

  @Test(arguments: [[0], [60], [100, 4_096], [4_096, 100], [0, 4_096, 0]] as [[UInt32]])
  func `a whole request follows the peer's table`(sizes: [UInt32]) {
    let end = End.ready(.client)
    let inflater = Inflater()
    let lists = [
      // One that the table never sees, and three that take turns in it.
      [HeaderField(":method", "GET"), HeaderField(":path", "/"), HeaderField(":scheme", "http")],
      [HeaderField].request + [HeaderField("x-a", "1"), HeaderField("x-b", "1")],
      [HeaderField].request + [HeaderField("x-c", "1")], [HeaderField("x-d", "1")],
    ]
    let requests = lists.map { end.connection.register(HeaderTemplate($0), message: [7]) }
    let orders = [[0, 0, 1, 2, 3, 1, 2, 3], [0, 3, 3, 2, 0, 1, 3, 2, 1], [2, 1, 0, 3]]
    for (index, order) in orders.enumerated() {
      for number in order {
        _ = end.connection.open(request: requests[number], user: 0)
        let frames = end.sent()
        #expect(frames.map(\.type) == [1, 0])
        #expect(frames.map(\.flags) == [4, 1])
        #expect(frames.first.flatMap { inflater.decode($0.payload) } == lists[number])
      }
      let size = sizes[index % sizes.count]
      _ = end.receive(Wire.settings([(1, size)]))
      inflater.changeTableSize(to: Int(size))
      _ = end.sent()
    }
  }

  @Test func `a smaller table of ours holds from its acknowledgement on`() {
    let end = End(.server, .with { $0.settings.headerTableSize = 0 })
    let insertion = Wire.block(.request) + [0x40, 1, 0x61, 1, 0x62]
    let told = end.receive(
      Wire.preface + Wire.settings() + Wire.frame(1, flags: 5, 1, insertion)
        + Wire.settingsAcknowledgement + Wire.frame(1, flags: 5, 3, [0x20] + insertion)
    )
    #expect(told.count == 3)
    // Without the size update that must open the next block the tables would differ.
    let other = End(.server, .with { $0.settings.headerTableSize = 0 })
    let failed = other.receive(
      Wire.preface + Wire.settings() + Wire.settingsAcknowledgement
        + Wire.frame(1, flags: 5, 1, insertion)
    )
    #expect(failed.last == .failed(.compressionError))
  }

  @Test(arguments: Role.both)
  func `a PING is answered with its bytes`(role: Role) {
    let end = End.ready(role)
    #expect(end.receive(Wire.ping(7)) == [])
    let answer = [UInt8](repeating: 7, count: 8)
    #expect(end.sent() == [SentFrame(type: 6, flags: 1, stream: 0, payload: answer)])
  }

  @Test func `the answer to our PING brings its bytes back`() {
    let end = End.ready(.client)
    end.connection.ping(.sevens)
    #expect(end.sent().map(\.type) == [6])
    #expect(
      end.receive(Wire.ping(7, acknowledge: true)) == [.pingAcknowledged(.sevens)]
    )
  }

  @Test func `a reset by the peer ends the stream`() {
    let end = End.busy(.client)
    #expect(end.receive(Wire.reset(1, 11)) == [.ended(1, .resetByPeer(.enhanceYourCalm))])
    #expect(end.stream(1) == nil)
    #expect(end.receive(Wire.reset(3, 0xdead)).count == 1)
  }

  @Test func `GOAWAY ends the streams that the peer has not looked at`() {
    let end = End.ready(.client)
    for _ in 0..<4 { _ = end.open(end: true) }
    #expect(
      end.receive(Wire.goAway(3, 0)) == [
        .goingAway(3, .noError), .ended(7, .unprocessed(.noError)),
        .ended(5, .unprocessed(.noError)),
      ]
    )
    #expect(end.connection.canOpen == false)
    #expect(end.connection.isClosing == true)
    #expect(
      end.receive(Wire.headers(1, .response, end: true)) == [
        .head(1, .message, .response, ended: true)
      ]
    )
  }

  @Test func `a graceful GOAWAY comes twice`() {
    let end = End.ready(.client)
    for _ in 0..<2 { _ = end.open(end: true) }
    #expect(end.receive(Wire.goAway(0x7fff_ffff, 0)) == [.goingAway(0x7fff_ffff, .noError)])
    #expect(end.connection.openStreams == 2)
    #expect(
      end.receive(Wire.goAway(1, 2)) == [
        .goingAway(1, .internalError), .ended(3, .unprocessed(.internalError)),
      ]
    )
  }

  @Test func `what a GOAWAY says for people is kept, as far as it fits a line`() {
    let end = End.ready(.client)
    var frame = Array(Wire.goAway(1, 11).dropLast("bye".utf8.count))
    let text = Array("too_many\u{1B}[1m\npings".utf8) + Array(repeating: UInt8(0x61), count: 200)
    frame[2] = UInt8(8 + text.count)
    _ = end.receive(frame + text)
    #expect(end.connection.peerGoAwayText.hasPrefix("too_many?[1m?pingsaaa"))
    #expect(end.connection.peerGoAwayText.utf8.count == 128)
  }

  @Test func `our own GOAWAY may fix the last stream at once, and say why`() {
    let end = End.ready(.server)
    _ = end.receive(Wire.headers(1, .request, end: true))
    _ = end.sent()
    end.connection.goAway(isFinal: true, .enhanceYourCalm, reason: "too_many_pings")
    end.connection.goAway()
    let frames = end.sent()
    #expect(frames.map(\.type) == [7])
    #expect(
      frames.first?.payload == [0, 0, 0, 1, 0, 0, 0, 11] + Array("too_many_pings".utf8)
    )
  }

  @Test func `PINGs that want an answer are counted`() {
    let end = End.ready(.server)
    let ping: [UInt8] = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    _ = end.receive(ping + ping)
    #expect(end.connection.pingsReceived == 2)
  }

  @Test func `a client opens no stream beyond the last identifier that it may use`() {
    var configuration = Configuration.client(maxOpenStreams: 10)
    configuration.lastStreamID = 5
    let end = End(.client, configuration)
    _ = end.receive(Wire.settings([]))
    #expect(end.connection.nextIdentifier == 1)
    for _ in 0..<3 {
      #expect(end.connection.canOpen == true)
      _ = end.open(end: true)
    }
    #expect(end.connection.canOpen == false)
    #expect(end.connection.isClosing == true)
    #expect(end.connection.openStreams == 3)
  }

  @Test func `our own GOAWAY first admits all streams, then fixes the last`() {
    let end = End.ready(.server)
    _ = end.receive(Wire.headers(1, .request))
    end.connection.goAway()
    #expect(end.sent().map { $0.number(at: 0) } == [0x7fff_ffff])
    #expect(end.receive(Wire.headers(3, .request, end: true)).count == 1)
    end.connection.goAway()
    #expect(end.sent().map { $0.number(at: 0) } == [3])
    let late =
      Wire.headers(5, .request) + Wire.data(5, [1]) + Wire.headers(5, .trailers, end: true)
      + Wire.windowUpdate(5, 1)
    #expect(end.receive(late) == [], "frames beyond our GOAWAY are dropped")
    #expect(end.sent() == [])
    end.connection.goAway()
    #expect(end.sent() == [], "the last stream never rises again")
    _ = end.receive(Wire.data(0, []))
    #expect(end.sent().map { $0.number(at: 0) } == [3])
  }

  @Test func `a client has no streams of the peer to admit`() {
    let end = End.ready(.client)
    end.connection.goAway()
    #expect(end.sent().map { $0.number(at: 0) } == [0])
    #expect(end.connection.canOpen == false)
  }

  @Test func `stream identifiers run out`() {
    let end = End.ready(.client)
    end.connection.nextStreamID = 0x7fff_fffd
    #expect(end.open(end: true).id == 0x7fff_fffd)
    #expect(end.connection.isClosing == false)
    #expect(end.open(end: true).id == 0x7fff_ffff)
    #expect(end.connection.isClosing == true)
    #expect(end.connection.canOpen == false)
  }

  @Test func `the last identifier is used even when its place is taken`() {
    let end = End.ready(.client, .with { $0.maxOpenStreams = 2 })
    end.connection.nextStreamID = 0x7fff_ffff - 8
    #expect(end.open(end: true).id == 0x7fff_fff7)
    end.connection.nextStreamID = 0x7fff_ffff
    #expect(end.open(end: true).id == 0x7fff_ffff)
    #expect(end.stream(0x7fff_fff7) != nil)
  }

  @Test func `the room for requests is what may be opened without asking again`() {
    let end = End.ready(.client, .with { $0.maxOpenStreams = 50 }, [(3, 40)])
    let request = end.connection.register(HeaderTemplate(.request), message: [1])
    for _ in 0..<3 { _ = end.connection.open(request: request, user: 0) }
    #expect(end.connection.room(for: request) == 37)
    for _ in 0..<37 { _ = end.connection.open(request: request, user: 0) }
    #expect(end.connection.room(for: request) == 0)
    let opened: [UInt32] = end.sent().filter { $0.type == 1 }.map(\.stream)
    #expect(opened == Array(stride(from: 1, to: 80, by: 2)))
  }

  @Test func `the room never passes the last identifier`() {
    let end = End.ready(.client, .with { $0.maxOpenStreams = 16 })
    let request = end.connection.register(HeaderTemplate(.request), message: [1])
    for _ in 0..<8 { _ = end.connection.open(request: request, user: 0) }
    end.connection.nextStreamID = 0x7fff_ffff - 40
    while end.connection.room(for: request) > 0 {
      for _ in 0..<end.connection.room(for: request) {
        let slot = end.connection.open(request: request, user: 0).slot
        let stream = end.connection.stream(slot)
        #expect(stream.id <= 0x7fff_ffff)
        if stream.id % 3 > 0 { end.connection.reset(stream, .cancel) }
      }
    }
    #expect(end.connection.isClosing == true || end.connection.openStreams == 16)
  }

  @Test func `long heads may fill the output before the room is used up`() {
    let end = End.ready(.client, .test, [(3, 1_000)])
    let list =
      [HeaderField].request + [
        HeaderField("x-long", String(repeating: "a", count: 6_000))
      ]
    let request = end.connection.register(
      HeaderTemplate(list),
      message: [UInt8](repeating: 0, count: 300)
    )
    // The window ends behind the comfortable output: the rest goes the general way.
    for _ in 0..<end.connection.room(for: request) {
      _ = end.connection.open(request: request, user: 0)
    }
    #expect(end.connection.canOpen == false)
    #expect(end.connection.openStreams == 1_000)
  }

  @Test func `an identifier whose place is taken is skipped`() {
    let end = End.ready(.client, .with { $0.maxOpenStreams = 2 })
    _ = end.open(end: true)
    for id: UInt32 in [3, 5, 7] {
      #expect(end.open(end: true).id == id)
      _ = end.receive(Wire.headers(id, .response, end: true))
    }
    #expect(end.open(end: true).id == 11)
    #expect(end.receive(Wire.reset(9, 0) + Wire.data(9, [1])) == [], "as if it had been closed")
  }
}
