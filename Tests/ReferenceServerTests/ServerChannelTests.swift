import Bytes
import Foundation
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

  /// The server's channel, to which a client has sent the flood.
  ///
  /// - Parameter client: Set to the client's descriptor.
  /// - Returns: The channel, which has read nothing yet.
  /// - Throws: The kernel's reason why there is no pair of sockets.
  private func flooded(by client: inout Int32) throws -> ServerChannel {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw SystemError("socketpair", code: errno)
    }
    client = ends[0]
    #expect(write(client, Self.flood, Self.flood.count) == Self.flood.count)
    let options = ServerOptions()
    var random = SplitMix64(seed: 1)
    let start = Instant(nanoseconds: 0)
    return ServerChannel(
      Transport.Wire(Socket(Descriptor(ends[1])), nil),
      options,
      GzipCodec(),
      Laboratory(options.laboratory),
      ChannelUpkeep(options.connections, at: start, &random),
      since: start
    )
  }

  @Test func `a flood is read in turns`() throws {
    var client: Int32 = -1
    var channel = try flooded(by: &client)
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
    var channel = try flooded(by: &client)
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
}
