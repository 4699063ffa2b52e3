import Bytes
import Testing
import Timing

@testable import HTTP2

/// What was under way when we said that a stream, or all above one, is over.
@Suite struct LateFrameTests {
  /// More than a connection remembers, and than any burst but those of streams.
  private static let many = 3_000

  private static func id(_ index: Int) -> UInt32 { UInt32(index) * 2 + 1 }

  private func server(open count: Int = Self.many) -> End {
    let end = End.ready(.server, .with { $0.maxOpenStreams = count })
    for index in 0..<count { _ = end.receive(Wire.headers(Self.id(index), .request)) }
    return end
  }

  @Test(arguments: [[UInt8](), [1]], [true, false])
  func `what is under way on streams that a server resets is nobody's fault`(
    body: [UInt8],
    hasTrailers: Bool
  ) {
    let end = server()
    for index in 0..<Self.many {
      if let stream = end.stream(Self.id(index)) { end.connection.reset(stream, .cancel) }
    }
    _ = end.takeOutput()
    for index in 0..<Self.many {
      let data = Wire.data(Self.id(index), body, end: !hasTrailers)
      _ = end.receive(hasTrailers && body.isEmpty ? [] : data)
    }
    if hasTrailers {
      // A burst of strays, of which each of our resets has earned four more.
      for index in 0..<1_000 { _ = end.receive(Wire.headers(Self.id(index), .trailers, end: true)) }
    }
    #expect(end.connection.failure == nil)
    #expect(end.sent().filter { $0.type == 3 } == [])
  }

  @Test func `streams that each side has ended are not taken for those that we reset`() {
    let end = End.ready(.server)
    for index in 0..<600 {
      _ = end.receive(Wire.headers(Self.id(index), .request, end: true))
      if let stream = end.stream(Self.id(index)) {
        end.connection.respond(stream, fields: .response, endStream: true)
      }
    }
    _ = end.takeOutput()
    #expect(end.receive(Wire.data(Self.id(599), [1])) == [.failed(.streamClosed)])
  }

  @Test func `an empty frame may end each stream once, and no more`() {
    let end = server(open: 10)
    for index in 0..<10 {
      if let stream = end.stream(Self.id(index)) { end.connection.reset(stream, .cancel) }
    }
    for _ in 0..<1_010 { _ = end.receive(Wire.data(1, [], end: true)) }
    #expect(end.connection.failure == nil)
    _ = end.receive(Wire.data(1, [], end: true))
    #expect(end.connection.failure?.code == .enhanceYourCalm)
  }

  @Test func `answers that cross very many cancellations are borne, and a flood is not`() {
    let end = End.ready(.client, .with { $0.maxOpenStreams = Self.many }, [(3, 10_000)])
    let streams = (0..<Self.many).map { _ in end.open(end: true) }
    for stream in streams { end.connection.reset(stream, .cancel) }
    for stream in streams { _ = end.receive(Wire.headers(stream.id, .response, end: true)) }
    #expect(end.connection.failure == nil)
    for _ in 0..<(3 * Self.many + 1_000) {
      _ = end.receive(Wire.headers(1, .trailers, end: true))
    }
    #expect(end.connection.failure == nil)
    _ = end.receive(Wire.headers(1, .trailers, end: true))
    #expect(end.connection.failure?.reason.description == "too many frames that nobody asked for")
  }

  /// What a client may have said before it heard of our GOAWAY, and what is a flood.
  @Test func `calls that cross our GOAWAY are borne, and a flood of them is not`() {
    let end = End.ready(.server, .with { $0.maxOpenStreams = 5_000 })
    _ = end.receive(Wire.headers(1, .request))
    end.connection.goAway(isFinal: true)
    var next = 1
    for _ in 0..<5_000 {
      _ = end.receive(Wire.headers(Self.id(next), .request) + Wire.data(Self.id(next), [1]))
      _ = end.receive(Wire.data(Self.id(next), [], end: true))
      next += 1
    }
    #expect(end.connection.failure == nil)
    var more = 0
    while end.connection.failure == nil, more < 10_000 {
      _ = end.receive(Wire.headers(Self.id(next), .request))
      next += 1
      more += 1
    }
    #expect(more == 1_001)
    #expect(end.connection.failure?.code == .enhanceYourCalm)
  }

  @Test func `a flood of empty DATA above the last stream is not borne`() {
    let end = End.ready(.server)
    _ = end.receive(Wire.headers(1, .request))
    end.connection.goAway(isFinal: true)
    var count = 0
    while end.connection.failure == nil, count < 10_000 {
      _ = end.receive(Wire.data(99, []))
      count += 1
    }
    #expect(count == 1_001)
    #expect(end.connection.failure?.reason.description == "too many frames without content")
  }

  @Test func `a GOAWAY ends very many streams in an instant`() {
    let count = 40_000
    let end = End.ready(.client, .with { $0.maxOpenStreams = count }, [(3, UInt32(count))])
    let template = end.connection.register(HeaderTemplate(.request))
    for _ in 0..<count {
      _ = end.connection.open(template: template, user: 0, endStream: true)
      _ = end.connection.output.takeAll()
    }
    let before = ContinuousClock.now
    let told = end.receive(Wire.goAway(1, 0))
    // A look at all streams for each of them takes minutes.
    #expect(ContinuousClock.now - before < .seconds(5))
    #expect(told.count == count)
    #expect(told.dropFirst().first == .ended(Self.id(count - 1), .unprocessed(.noError)))
    #expect(told.last == .ended(3, .unprocessed(.noError)))
  }
}
