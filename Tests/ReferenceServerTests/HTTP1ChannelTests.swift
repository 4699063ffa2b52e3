import Bytes
import Foundation
import Testing
import Timing

@testable import ReferenceServer
@testable import Transport

/// A server's end of a connection of HTTP/1.1, with a socket whose other end is the test's.
@Suite struct HTTP1ChannelTests {
  private static let start = Instant(nanoseconds: 0)

  private static func greeting(_ name: String, _ fields: [String] = []) -> [UInt8] {
    HTTP1Exchange.request(
      "/greet.Greeter/SayHello",
      fields: fields,
      Array(#"{"name":"\#(name)"}"#.utf8)
    )
  }

  /// A channel whose client holds the other descriptor.
  private func channel(_ client: inout Int32, _ options: ServerOptions) throws -> ServerChannel {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw SystemError("socketpair", code: errno)
    }
    client = ends[0]
    var random = SplitMix64(seed: 1)
    return ServerChannel(
      Transport.Wire(Socket(Descriptor(ends[1])), nil),
      options,
      GzipCodec(),
      Laboratory(options.laboratory),
      ChannelUpkeep(options.connections, at: Self.start, &random),
      since: Self.start
    )
  }

  /// What a channel is after a client said something, and was then silent for so long.
  private func state(
    after silence: Nanoseconds,
    said bytes: [UInt8],
    _ options: ServerOptions = ServerOptions()
  ) throws -> ServerChannel.State {
    var client: Int32 = -1
    var channel = try channel(&client, options)
    defer { close(client) }
    #expect(write(client, bytes, bytes.count) == bytes.count)
    var input = ReceiveBuffer()
    channel.turn(&input, hasEnded: false, Self.start)
    _ = channel.keepUp(Self.start + silence)
    return channel.state
  }

  @Test func `a client that does not read keeps no thread busy`() throws {
    var client: Int32 = -1
    var channel = try channel(&client, ServerOptions())
    defer { close(client) }
    var input = ReceiveBuffer()
    let request = Self.greeting(String(repeating: "x", count: 300_000))
    let asked = Array((0..<40).map { _ in request }.joined())
    var sent = 0
    var idle = 0
    for _ in 0..<10_000 where idle < 3 {
      let more = asked[sent...].withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
      sent += max(0, more)
      channel.turn(&input, hasEnded: false, Self.start)
      idle = more <= 0 && !channel.wantsTurn ? idle + 1 : 0
    }
    #expect(idle == 3, "the channel always wanted another turn")
    #expect(sent < asked.count, "all was read, so nothing was tried")

    // Once the client reads, all is answered.
    var answered = 0
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    for _ in 0..<10_000 where answered < 40 * 300_000 {
      let more = asked[sent...].withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
      sent += max(0, more)
      channel.turn(&input, hasEnded: false, Self.start)
      answered += max(0, read(client, &bytes, bytes.count))
    }
    #expect(sent == asked.count)
    #expect(answered >= 40 * 300_000)
  }

  /// The statuses of all that a channel answers to a client that has said all it will say.
  private func statuses(_ said: [[UInt8]], endsAfter: Bool = true) throws -> [String] {
    var client: Int32 = -1
    var channel = try channel(&client, ServerOptions())
    defer { close(client) }
    var input = ReceiveBuffer()
    for bytes in said {
      #expect(write(client, bytes, bytes.count) == bytes.count)
      channel.turn(&input, hasEnded: false, Self.start)
    }
    if endsAfter { shutdown(client, Int32(SHUT_WR)) }
    var answers: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<1_000 {
      channel.turn(&input, hasEnded: endsAfter, Self.start)
      let count = read(client, &bytes, bytes.count)
      guard count != 0 else { break }
      if count > 0 { answers += bytes.prefix(count) }
    }
    return String(decoding: answers, as: UTF8.self).split(separator: "HTTP/1.1 ").map {
      String($0.prefix(3))
    }
  }

  @Test(arguments: [10, 300_000])
  func `what was asked before the client's end is answered, all of it`(size: Int) throws {
    let request = Self.greeting("Ann", ["grpcbench-response-size: \(size)"])
    let asked = Array((0..<9).map { _ in request }.joined())
    #expect(try statuses([asked]) == Array(repeating: "200", count: 9))
    // Half a request behind them is told as before.
    let more = asked + request.prefix(20)
    #expect(try statuses([more]) == Array(repeating: "200", count: 9) + ["400"])
  }

  @Test(arguments: ["\r\n", "\r\n\r\n", "\r"])
  func `an empty line before the first request is ignored`(line: String) throws {
    let request = Array(line.utf8) + (line == "\r" ? Array("\n".utf8) : []) + Self.greeting("Ann")
    let cut = line.utf8.count
    #expect(try statuses([request]) == ["200"])
    #expect(try statuses([Array(request[..<cut]), Array(request[cut...])]) == ["200"])
  }

  @Test func `a request that stops in its body is given up like any silence`() throws {
    let limit = ServerOptions().silenceLimit
    let half = Array(Self.greeting("somebody").dropLast(3))
    #expect(try state(after: limit - .seconds(1), said: half) == .open)
    #expect(try state(after: limit, said: half) == .closed)
  }

  @Test func `a client that waits for its answer may be silent`() throws {
    var options = ServerOptions()
    options.connections.keepaliveTime = .seconds(10)
    options.connections.keepaliveTimeout = .seconds(20)
    options.silenceLimit = .seconds(35)
    let slow = Self.greeting("somebody", ["grpcbench-delay: 60s"])
    let silence = Nanoseconds.seconds(40)
    #expect(try state(after: silence, said: slow, options) == .open)
    #expect(try state(after: silence, said: Self.greeting("somebody"), options) == .closed)
  }
}
