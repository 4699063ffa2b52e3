import Testing
import Timing

@testable import HTTP2

/// Heads, bodies and trailers as they are told to the caller, and as the caller sends them.
@Suite struct MessageTests {
  private let long = HeaderField("x-long", String(repeating: "a", count: 9_000))

  @Test func `a request is told with its fields in their order`() {
    let end = End.ready(.server)
    let list = [HeaderField].request + [HeaderField("b", "1"), HeaderField("a", "2")]
    #expect(end.receive(Wire.headers(1, list)) == [.head(1, .message, list, ended: false)])
    #expect(end.receive(Wire.data(1, [1, 2])) == [.data(1, [1, 2], ended: false)])
    #expect(end.receive(Wire.data(1, [], end: true)) == [.data(1, [], ended: true)])
  }

  @Test func `a response may be announced, has a head, a body and trailers`() {
    let end = End.busy(.client)
    let early = [HeaderField(":status", "103"), HeaderField("link", "a")]
    #expect(
      end.receive(
        Wire.headers(1, early) + Wire.headers(1, early) + Wire.headers(1, .response)
          + Wire.data(1, [1]) + Wire.headers(1, .trailers, end: true)
      ) == [
        .head(1, .informational, early, ended: false),
        .head(1, .informational, early, ended: false),
        .head(1, .message, .response, ended: false), .data(1, [1], ended: false),
        .head(1, .trailers, .trailers, ended: true),
      ]
    )
  }

  @Test func `a client may end a request with trailers`() {
    let end = End.ready(.server)
    let told = end.receive(
      Wire.headers(1, .request) + Wire.headers(1, [HeaderField("a", "b")], end: true)
    )
    #expect(told.last == .head(1, .trailers, [HeaderField("a", "b")], ended: true))
  }

  @Test(arguments: [[1, 1], [0, 0], [0, 5, 100, 0], [4, 4, 4, 4, 4, 4, 4, 4, 4]])
  func `a header block may be cut anywhere`(sizes: [Int]) {
    let end = End.ready(.server)
    let list = [HeaderField].request + [long]
    let bytes = Wire.split(1, Wire.block(list), into: sizes, end: true)
    #expect(end.receive(bytes) == [.head(1, .message, list, ended: true)])
  }

  @Test func `padding and priority are taken off HEADERS`() {
    let block = Wire.block(.request)
    let priority: [UInt8] = [0x80, 0, 0, 3, 200]
    let forms: [(UInt8, [UInt8])] = [
      (0x08, [0] + block), (0x08, [3] + block + [0, 0, 0]), (0x20, priority + block),
      (0x28, [2] + priority + block + [0, 0]),
    ]
    for (flags, payload) in forms {
      let end = End.ready(.server)
      let told = end.receive(Wire.frame(1, flags: flags | 4, 1, payload))
      #expect(told == [.head(1, .message, .request, ended: false)])
    }
  }

  @Test func `padding and empty frames are not data`() {
    let end = End.busy(.server)
    #expect(
      end.receive(
        Wire.data(1, []) + Wire.padded(1, [], by: 7) + Wire.padded(1, [1, 2], by: 200)
          + Wire.padded(1, [3], by: 0, end: true)
      ) == [
        .data(1, [1, 2], ended: false), .data(1, [3], ended: true),
      ]
    )
  }

  @Test func `DATA is told as it comes, whatever is cut off`() {
    let body = (0..<200).map { UInt8($0) }
    let bytes =
      Wire.padded(1, body, by: 9) + Wire.data(1, body, end: true) + Wire.ping(7, acknowledge: true)
    for size in 1...(bytes.count) {
      let end = End.busy(.server)
      let told = end.receive(bytes, reads: size)
      var heard: [UInt8] = []
      var ends = 0
      for event in told {
        guard case .data(1, let part, let ended) = event else { continue }
        #expect(!part.isEmpty)
        heard += part
        ends += ended ? 1 : 0
      }
      #expect(heard == body + body)
      #expect(ends == 1)
      #expect(told.last == .pingAcknowledged(.sevens))
    }
  }

  @Test func `a stream that is reset inside a frame is told no more`() {
    let end = End.busy(.server)
    let bytes = Wire.padded(1, [1, 2, 3, 4], by: 3, end: true)
    #expect(end.receive(Array(bytes.prefix(12))) == [.data(1, [1, 2], ended: false)])
    if let stream = end.stream(1) { end.connection.reset(stream, .cancel) }
    let told = end.receive(Array(bytes.dropFirst(12)) + Wire.ping(7, acknowledge: true))
    #expect(told == [.pingAcknowledged(.sevens)])
  }

  @Test func `frames of unknown types and flags are ignored`() {
    let end = End.busy(.server)
    let ignored =
      Wire.frame(0xee, flags: 0xff, 1, [1, 2, 3]) + Wire.frame(0x0a) + Wire.frame(0x10, 0, [1])
      + Wire.frame(2, 99, [0, 0, 0, 3, 0])
    #expect(end.receive(ignored) == [])
    #expect(end.receive(Wire.frame(0, flags: 0xf6, 1, [1])) == [.data(1, [1], ended: false)])
    #expect(end.sent() == [])
  }

  @Test func `a stream is over when both sides have ended it`() {
    let end = End.ready(.server)
    _ = end.receive(Wire.headers(1, .request, end: true))
    guard let stream = end.stream(1) else { return #expect(Bool(false), "no stream") }
    end.connection.respond(stream, fields: .response, endStream: false)
    #expect(end.send([1, 2], on: stream) == 2)
    end.connection.respond(stream, fields: .trailers, endStream: true)
    #expect(end.connection.isOpen(stream) == false)
    #expect(end.sent().map(\.type) == [1, 0, 1])
  }

  @Test func `a list longer than a frame is continued`() {
    let end = End.ready(.server)
    _ = end.receive(Wire.headers(1, .request, end: true))
    guard let stream = end.stream(1) else { return #expect(Bool(false), "no stream") }
    let list = [HeaderField].response + [long, long, long, long]
    end.connection.respond(stream, fields: list, endStream: true)
    let frames = end.sent()
    #expect(frames.map(\.type) == [1, 9, 9])
    #expect(frames.map(\.flags) == [1, 0, 4])
    #expect(Inflater().decode(frames.flatMap(\.payload)) == list)
  }

  @Test func `what is remembered is told with its verdict until the table changes`() {
    let end = End.ready(.server)
    var verdicts: [UInt32] = []
    end.onEvent = { event, end in
      guard case .head(let head) = event else { return }
      verdicts.append(head.verdict)
      end.connection.remember(42, for: head)
    }
    let insertion = [HeaderField].request + [HeaderField("x-a", "b")]
    let deflater = Deflater()
    for index: UInt32 in 0..<4 {
      _ = end.receive(Wire.frame(1, flags: 5, 1 + index * 2, deflater.encode(.request)))
    }
    _ = end.receive(Wire.frame(1, flags: 5, 9, deflater.encode(insertion)))
    for index: UInt32 in 5..<8 {
      let told = end.receive(Wire.frame(1, flags: 5, 1 + index * 2, deflater.encode(insertion)))
      #expect(told == [.head(1 + index * 2, .message, insertion, ended: true)])
    }
    #expect(verdicts == [0, 0, 42, 42, 0, 0, 42, 42])
  }

  @Test func `an answer that is known comes as one event, and only when all of it is here`() {
    let bytes: (UInt32) -> [UInt8] = { id in
      Wire.headers(id, .response) + Wire.data(id, [1, 2]) + Wire.headers(id, .trailers, end: true)
    }
    for size in [Int.max, 1, 15, 25] {
      let end = End.ready(.client)
      end.onEvent = { event, end in
        if case .head(let head) = event, head.verdict == 0 { end.judge(head) }
      }
      for id: UInt32 in [1, 3, 5] {
        _ = end.open(end: true)
        let told = end.receive(bytes(id), reads: size).joined
        #expect(
          told == [
            .head(id, .message, .response, ended: false), .data(id, [1, 2], ended: false),
            .head(id, .trailers, .trailers, ended: true),
          ]
        )
        #expect(end.connection.openStreams == 0)
      }
      #expect(end.answers == (size == .max ? 2 : 0))
    }
  }
}
