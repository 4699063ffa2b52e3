import Bytes
import Foundation
import GRPC
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer
@testable import Transport

/// A server's end of a connection whose other end says a lot at once.
@Suite struct ServerChannelTests {
  /// Bytes that a read brings at most.
  private static let room = 4_096

  /// A preface, empty SETTINGS, and frames of a type that nobody knows (RFC 9113 §4.1).
  private static let flood: [UInt8] = {
    var bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
    for _ in 0..<40 {
      bytes += [0, 0x03, 0xE8, 0x20, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 1_000)
    }
    return bytes
  }()

  private static let start = Instant(nanoseconds: 0)

  /// The server's channel, to which a client has sent something.
  ///
  /// - Parameters:
  ///   - bytes: What the client has sent.
  ///   - client: Set to the client's descriptor.
  ///   - options: How the server is run.
  /// - Returns: The channel, which has read nothing yet.
  /// - Throws: The kernel's reason why there is no pair of sockets.
  private func channel(
    sent bytes: [UInt8],
    by client: inout Int32,
    _ options: ServerOptions = ServerOptions()
  ) throws -> ServerChannel {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw SystemError("socketpair", code: errno)
    }
    client = ends[0]
    #expect(write(client, bytes, bytes.count) == bytes.count)
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

  @Test func `a flood is read in turns`() throws {
    var client: Int32 = -1
    var channel = try channel(sent: Self.flood, by: &client)
    defer { close(client) }
    var input = ReceiveBuffer(capacity: Self.room)
    var turns = 0
    var received: Int64 = 0
    repeat {
      channel.turn(&input, hasEnded: false, Instant(nanoseconds: 0))
      let fresh = channel.tally.bytesReceived - received
      #expect(fresh <= Int64(ServerChannel.mostReads * Self.room))
      received += fresh
      turns += 1
    } while channel.wantsTurn
    #expect(received == Int64(Self.flood.count))
    #expect(turns >= Self.flood.count / (ServerChannel.mostReads * Self.room))
  }

  @Test func `an end that is told once is not forgotten between turns`() throws {
    var client: Int32 = -1
    var channel = try channel(sent: Self.flood, by: &client)
    close(client)
    var input = ReceiveBuffer(capacity: Self.room)
    var ends = true
    repeat {
      channel.turn(&input, hasEnded: ends, Instant(nanoseconds: 0))
      ends = false
    } while channel.wantsTurn
    let state = channel.state
    #expect(state == .closed)
  }

  /// A call, and more PINGs than are borne.
  private static func pinging() throws -> [UInt8] {
    var client = Connection(role: .client, configuration: .client(maxOpenStreams: 1))
    var input = ReceiveBuffer()
    let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    client.begin(&input)
    input.append(settings)
    while client.next(&input) != nil {}
    client.end(&input)
    let message = try Wire.requests(["Ann"])
    let template = client.register(HeaderTemplate(TestClient.fields()), message: message)
    _ = client.open(request: template, user: 0)
    for number in 1...5 as ClosedRange<UInt64> { client.ping(number) }
    return client.output.takeAll()
  }

  @Test(arguments: [false, true])
  func `a call that waits when its client is sent away has no answer, and is cancelled once`(
    isRead: Bool
  ) throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(.delay, "700ms")
    var client: Int32 = -1
    var channel = try channel(sent: Self.pinging(), by: &client, options)
    defer { close(client) }
    var input = ReceiveBuffer()
    channel.turn(&input, hasEnded: false, Self.start)
    if isRead { channel.turn(&input, hasEnded: false, Self.start) }
    let laboratory = channel.session.laboratory
    laboratory.now = Self.start + .seconds(1)
    while let entry = laboratory.nextDue(laboratory.now) {
      if !channel.wake(entry) { laboratory.miss(entry) }
    }
    channel.turn(&input, hasEnded: false, laboratory.now)
    let state = channel.state
    #expect(state == .lingering)
    let tally = channel.lastTally()
    #expect(tally.rows.map(\.ending) == [.status(.cancelled)])
    #expect(tally.rows.map(\.calls) == [1] && tally.messagesSent == 0)
    #expect(laboratory.gone == 0)
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(client, &bytes, bytes.count)
    let said = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    #expect(said.contains("too_many_pings") && !said.contains("Hello"))
  }
}
