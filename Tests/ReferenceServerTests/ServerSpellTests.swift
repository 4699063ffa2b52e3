import Bytes
import GRPC
import GreetService
import HTTP1
import HTTP2
import Testing

@testable import ReferenceServer

/// Work that a few bytes ask for does not keep the other connections waiting: it is done in turns.
@Suite struct ServerSpellTests {
  /// A greeting that is small on the wire and takes some milliseconds to unpack: an unknown field
  /// of 3 MiB, whose length stands in base 128.
  private static let bomb = Wire.gzip(
    [0x7a, 0x80, 0x80, 0xc0, 0x01] + [UInt8](repeating: 0, count: 3 << 20)
  )

  /// Lets the bytes go to and fro until all is done.
  ///
  /// - Returns: Requests that were acted on in the longest of the server's turns.
  private func longestTurn(_ exchange: Exchange) -> Int {
    var longest = 0
    var before = 0
    while exchange.carry() {
      longest = max(longest, exchange.tally.messagesReceived - before)
      before = exchange.tally.messagesReceived
    }
    return longest
  }

  @Test(arguments: [GreeterMethod.sayHelloClientStream, .sayHelloBidi])
  func `packed requests of a stream are unpacked in turns`(method: GreeterMethod) throws {
    let exchange = Exchange(readsClock: true)
    let body = (0..<14).flatMap { _ in Wire.framed(Self.bomb, isCompressed: true) }
    #expect(body.count < 64 * 1024)
    let stream = exchange.open(method, [HeaderField("grpc-encoding", "gzip")], body)
    #expect(longestTurn(exchange) == 1)
    #expect(exchange.tally.messagesReceived == 14)
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test func `packed requests of many calls are unpacked in turns`() throws {
    let exchange = Exchange(readsClock: true)
    let streams = (0..<14).map { _ in
      let body = Wire.framed(Self.bomb, isCompressed: true)
      return exchange.open(.sayHello, [HeaderField("grpc-encoding", "gzip")], body)
    }
    #expect(longestTurn(exchange) == 1)
    #expect(streams.allSatisfy { exchange.replies[$0.id]?.status == "0" })
  }

  @Test func `questions about the services are answered in turns`() throws {
    let exchange = Exchange(readsClock: true)
    let question = Wire.framed([0x3a, 0])
    let body = (0..<2_000).flatMap { _ in question }
    let stream = exchange.open(path: ServerMethod.reflection.path, [], body)
    #expect(longestTurn(exchange) < 1_000)
    #expect(exchange.tally.messagesReceived == 2_000)
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test func `packed requests that come ahead over HTTP 1 are unpacked in turns`() {
    let exchange = HTTP1Exchange(readsClock: true)
    let request = HTTP1Exchange.request(
      "/greet.Greeter/SayHello",
      type: "application/proto",
      fields: ["Content-Encoding: gzip"],
      Self.bomb
    )
    var input = ReceiveBuffer()
    exchange.server.http.begin(&input)
    for _ in 0..<14 { input.append(request[...]) }
    let isLeft = exchange.server.receive(&input)
    #expect(isLeft)
    #expect(exchange.tally.messagesReceived == 1)
    var turns = 1
    while exchange.server.receive(&input), turns < 100 { turns += 1 }
    exchange.server.http.end(&input)
    #expect(exchange.tally.messagesReceived == 14)
    #expect(turns >= 14)
  }
}
