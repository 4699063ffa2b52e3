import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// The places among those that wait for an instant are for calls that are there.
@Suite struct ServerWaitingTests {
  private static let delay = [HeaderField("grpcbench-delay", "60s")]

  private func call(_ exchange: Exchange, _ fields: [HeaderField]) throws -> HTTP2.Stream {
    let stream = exchange.open(.sayHello, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    return stream
  }

  /// How many entries the laboratory has, also those that nobody waits for.
  private func entries(_ laboratory: Laboratory) -> Int {
    laboratory.wakeups.count + laboratory.queue.count
  }

  @Test(
    arguments: [
      delay, delay + [HeaderField("grpc-timeout", "50S")],
      [HeaderField("grpcbench-trickle", "1 every 60s")],
    ]
  )
  func `calls that are cancelled leave their places to others at once`(fields: [HeaderField]) throws
  {
    let exchange = Exchange(mostWaiting: 2)
    for _ in 0..<5 {
      let streams = try (0..<3).map { _ in try call(exchange, fields + Self.delay) }
      #expect(streams.map { exchange.replies[$0.id]?.status } == [nil, nil, "8"])
      for stream in streams { exchange.reset(stream) }
      exchange.settle()
    }
    #expect(entries(exchange.laboratory) == 10 && exchange.laboratory.gone == 10)
    let last = try call(exchange, [HeaderField("grpcbench-delay", "1ms")])
    exchange.pass(.milliseconds(1))
    #expect(exchange.replies[last.id]?.status == "0")
    exchange.pass(.seconds(60))
    #expect(exchange.laboratory.next == nil && exchange.laboratory.gone == 0)
  }

  @Test func `windows that are opened little by little leave their places too`() throws {
    var options = ServerOptions()
    options.streamWindow = 100
    let exchange = Exchange(options, mostWaiting: 2)
    let window = [HeaderField("grpcbench-window", "1 every 60s")]
    let half = Array(try Wire.requests(["somebody"]).dropLast())
    for _ in 0..<5 {
      let streams = (0..<2).map { _ in exchange.open(.sayHello, window, half, ends: false) }
      exchange.settle()
      #expect(exchange.laboratory.isFull)
      for stream in streams { exchange.reset(stream) }
      exchange.settle()
      #expect(!exchange.laboratory.isFull)
    }
    exchange.pass(.seconds(60))
    #expect(exchange.laboratory.next == nil && exchange.laboratory.gone == 0)
  }

  @Test func `calls that leave the queue leave their places too, with those of their deadlines`()
    throws
  {
    var options = ServerOptions()
    options.laboratory.capacity = try Capacity(text: "0.1")
    let exchange = Exchange(options, mostWaiting: 4)
    _ = try call(exchange, [])
    let timeout = [HeaderField("grpc-timeout", "5S")]
    for _ in 0..<5 {
      let streams = try (0..<3).map { _ in try call(exchange, timeout) }
      // Each of two has a place in the queue, and one for its deadline.
      #expect(streams.map { exchange.replies[$0.id]?.status } == [nil, nil, "8"])
      for stream in streams { exchange.reset(stream) }
      exchange.settle()
      exchange.laboratory.sweep { exchange.server.awaits($0) }
      #expect(entries(exchange.laboratory) == 0 && exchange.laboratory.gone == 0)
    }
    let next = try call(exchange, [])
    exchange.pass(.seconds(10))
    #expect(exchange.replies[next.id]?.status == "0")
  }

  @Test func `when most are gone they are swept out, and the others are not`() throws {
    let exchange = Exchange()
    let stays = try (0..<10).map { _ in try call(exchange, Self.delay) }
    var mostEntries = 0
    for _ in 0..<5_000 {
      exchange.reset(try call(exchange, Self.delay))
      exchange.settle()
      if exchange.laboratory.isLittered {
        exchange.laboratory.sweep { exchange.server.awaits($0) }
        #expect(entries(exchange.laboratory) == 10 && exchange.laboratory.gone == 0)
      }
      mostEntries = max(mostEntries, entries(exchange.laboratory))
    }
    #expect(mostEntries <= Laboratory.leastSweep + 20)
    exchange.pass(.seconds(60))
    #expect(stays.allSatisfy { exchange.replies[$0.id]?.status == "0" })
  }

  @Test func `a connection that ends leaves the places of its calls`() throws {
    let exchange = Exchange(mostWaiting: 3)
    for _ in 0..<3 { _ = try call(exchange, Self.delay) }
    #expect(exchange.laboratory.isFull)
    exchange.cut()
    #expect(!exchange.laboratory.isFull && exchange.laboratory.gone == 3)
  }

  @Test func `a client of HTTP 1 that goes leaves its place`() {
    let first = HTTP1Exchange(mostWaiting: 1)
    let fields = ["grpcbench-delay: 60s"]
    for _ in 0..<5 {
      let client = HTTP1Exchange(shared: first.laboratory)
      #expect(client.call("/greet.Greeter/SayHello", fields) == nil)
      #expect(first.call("/greet.Greeter/SayHello", fields)?.status == 429)
      client.server.countCancelled()
    }
    #expect(first.call("/greet.Greeter/SayHello", fields) == nil)
  }

  @Test func `the counters are told however many calls wait`() throws {
    let board = CounterBoard([try Alarm()])
    let exchange = Exchange(mostWaiting: 0, board: board)
    let stream = exchange.open(path: ServerMethod.counters.path, [], [0, 0, 0, 0, 0])
    exchange.settle()
    #expect(exchange.replies[stream.id] == nil)
    board.answer(1, thread: 0, ServerTally())
    exchange.pass(ServerSession.counterPause)
    #expect(exchange.replies[stream.id]?.status == "0")

    let other = HTTP1Exchange(shared: exchange.laboratory)
    #expect(other.call(ServerMethod.counters.path, [], "{}") == nil)
    board.answer(2, thread: 0, ServerTally())
    other.pass(ServerSession.counterPause)
    #expect(other.replies.last?.status == 200)
  }
}
