import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

/// What a client can make the server hold.
@Suite struct ServerLimitTests {
  private func statuses(_ exchange: Exchange, _ streams: [HTTP2.Stream]) -> Set<String> {
    Set(
      streams.map { stream in
        let reply = exchange.replies[stream.id]
        return reply?.status ?? reply?.reset.map { "\($0)" } ?? "open"
      }
    )
  }

  /// A message of 40,000 bytes goes out apart from its prefix, one of 3,000 with it.
  @Test(arguments: [40_000, 3_000], [0, 1])
  func `a client that reads nothing makes the server hold so much and no more`(
    size: Int,
    window: Int
  ) throws {
    var options = ServerOptions()
    options.maxUnsent = 1 << 20
    let exchange = Exchange(options, clientWindow: window)
    let fields = [HeaderField("grpcbench-response-size", "\(size)")]
    let streams = try (0..<600).map { _ in
      exchange.open(.sayHello, fields, try Wire.requests(["Ann"]))
    }
    exchange.carryToServer()
    #expect(exchange.mostUnsent <= options.maxUnsent + size + 5)
    #expect(exchange.unsent > options.maxUnsent - size - 5)
    let kept = exchange.openStreams
    for stream in streams { exchange.reset(stream) }
    exchange.settle()
    #expect(exchange.unsent == 0 && exchange.openStreams == 0)
    // Who has begun to get a message cannot get a status in its middle.
    let refusal = window == 0 ? CallEnding.status(.resourceExhausted) : .reset
    #expect(exchange.tally.rows.first { $0.ending == refusal }?.calls == 600 - kept)
    #expect(exchange.tally.rows.reduce(0) { $0 + $1.calls } == 600)
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloClientStream, .sayHelloBidi])
  func `requests that never end may wait up to the limit, all together`(
    method: GreeterMethod
  ) throws {
    var options = ServerOptions()
    options.maxUnread = 1 << 20
    let exchange = Exchange(options)
    let half = try Wire.requests([String(repeating: "a", count: 60_000)]).dropLast(30_000)
    let streams = (0..<60).map { _ in
      exchange.open(method, [], Array(half), ends: false)
    }
    exchange.settle()
    #expect(exchange.mostWaiting <= options.maxUnread + 20_000)
    #expect(statuses(exchange, streams) == ["open", "8"])
    let message = streams.lazy.compactMap { exchange.replies[$0.id]?.message }.first
    #expect(message?.contains("over 1048576 bytes") == true)
    for stream in streams { exchange.reset(stream) }
    exchange.settle()
    #expect(exchange.waiting == 0)
  }

  @Test func `names of a client stream count among what waits`() throws {
    var options = ServerOptions()
    options.maxUnread = 100_000
    let exchange = Exchange(options)
    let names = [String](repeating: String(repeating: "a", count: 1_000), count: 60)
    let streams = try (0..<3).map { _ in
      exchange.open(.sayHelloClientStream, [], try Wire.requests(names), ends: false)
    }
    exchange.settle()
    #expect(statuses(exchange, streams) == ["open", "8"])
    #expect(exchange.mostWaiting < 200_000)
    for stream in streams { exchange.reset(stream) }
    exchange.settle()
    #expect(exchange.waiting == 0)
  }

  @Test func `requests that wait for their delay count too`() throws {
    var options = ServerOptions()
    options.maxUnread = 100_000
    try options.laboratory.conditions.set(.delay, "1s")
    let exchange = Exchange(options)
    let name = String(repeating: "a", count: 20_000)
    let streams = try (0..<20).map { _ in
      exchange.open(.sayHello, [], try Wire.requests([name]))
    }
    exchange.settle()
    #expect(statuses(exchange, streams) == ["open", "8"])
    exchange.pass(.seconds(2))
    #expect(statuses(exchange, streams) == ["0", "8"])
    #expect(exchange.waiting == 0)
  }
}
