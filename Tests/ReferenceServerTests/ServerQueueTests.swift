import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// A server of known capacity keeps it, whatever becomes of the calls that wait.
@Suite struct ServerQueueTests {
  private func exchange(_ capacity: String, mostWaiting: Int = 1_000_000) throws -> Exchange {
    var options = ServerOptions()
    options.laboratory.capacity = try Capacity(text: capacity)
    return Exchange(options, mostWaiting: mostWaiting)
  }

  private func call(_ exchange: Exchange, _ fields: [HeaderField] = []) throws -> HTTP2.Stream {
    let stream = exchange.open(.sayHello, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    return stream
  }

  private func status(_ exchange: Exchange, _ stream: HTTP2.Stream) -> String? {
    exchange.replies[stream.id]?.status
  }

  @Test func `calls that are cancelled leave their turns to those behind them`() throws {
    let exchange = try exchange("100")
    let first = try call(exchange)
    let gone = try (0..<50).map { _ in try call(exchange) }
    let last = try (0..<2).map { _ in try call(exchange) }
    for stream in gone { exchange.reset(stream) }
    exchange.settle()
    #expect(status(exchange, first) == "0")
    exchange.pass(.milliseconds(10))
    #expect(last.map { status(exchange, $0) } == ["0", nil])
    exchange.pass(.milliseconds(10))
    #expect(last.map { status(exchange, $0) } == ["0", "0"])
  }

  @Test func `when all that waited are gone, the next call waits for none of them`() throws {
    let exchange = try exchange("100")
    _ = try call(exchange)
    let gone = try (0..<50).map { _ in try call(exchange) }
    for stream in gone { exchange.reset(stream) }
    exchange.settle()
    exchange.pass(.milliseconds(10))
    let next = try (0..<2).map { _ in try call(exchange) }
    #expect(next.map { status(exchange, $0) } == ["0", nil])
    exchange.pass(.milliseconds(10))
    #expect(next.map { status(exchange, $0) } == ["0", "0"])
  }

  @Test func `calls that are refused because many wait take no turn`() throws {
    let exchange = try exchange("100", mostWaiting: 3)
    let streams = try (0..<60).map { _ in try call(exchange) }
    #expect(streams.count { status(exchange, $0) == "8" } == 56)
    exchange.pass(.milliseconds(30))
    #expect(streams.count { status(exchange, $0) == "0" } == 4)
    exchange.pass(.milliseconds(10))
    let next = try call(exchange)
    #expect(status(exchange, next) == "0")
  }

  @Test func `under ten times the load, with deadlines, the capacity is used`() throws {
    let exchange = try exchange("100")
    let limit = [HeaderField("grpc-timeout", "50m")]
    var streams: [HTTP2.Stream] = []
    for _ in 0..<1_000 {
      streams.append(try call(exchange, limit))
      exchange.pass(.milliseconds(1))
    }
    exchange.pass(.seconds(1))
    let answered = streams.count { status(exchange, $0) == "0" }
    #expect((95...106).contains(answered), "\(answered)")
    #expect(streams.count { status(exchange, $0) == "4" } == 1_000 - answered)
    #expect(exchange.laboratory.next == nil)
  }

  @Test func `a delay begins at the call's turn`() throws {
    let exchange = try exchange("100")
    let delay = [HeaderField("grpcbench-delay", "25ms")]
    let streams = try (0..<3).map { _ in try call(exchange, delay) }
    var answered: [Int] = []
    for _ in 0..<9 {
      exchange.pass(.milliseconds(5))
      answered.append(streams.count { status(exchange, $0) == "0" })
    }
    #expect(answered == [0, 0, 0, 0, 1, 1, 2, 2, 3])
  }

  @Test func `a client of HTTP 1 that goes leaves its turn too`() throws {
    var options = ServerOptions()
    options.laboratory.capacity = try Capacity(text: "100")
    let first = HTTP1Exchange(options)
    let clients = (1...3).map { _ in HTTP1Exchange(options, shared: first.laboratory) }
    for (index, client) in clients.enumerated() {
      client.server.place = Token(index: UInt32(index), generation: 0)
    }
    #expect(first.call()?.status == 200)
    for client in clients { #expect(client.call() == nil) }
    clients[0].server.countCancelled()
    first.laboratory.now = first.laboratory.now + .milliseconds(10)
    var woken: [UInt32] = []
    while let entry = first.laboratory.nextDue(first.laboratory.now) {
      if clients[Int(entry.channel.index)].server.wake(entry) {
        woken.append(entry.channel.index)
      } else {
        first.laboratory.miss(entry)
      }
    }
    #expect(woken == [1])
    #expect(first.laboratory.next == first.laboratory.now + .milliseconds(10))
  }

  @Test func `turns beyond what a clock can count are as late as can be`() throws {
    var bucket = TokenBucket(try Capacity(text: "0.000001"))
    var last = Instant(nanoseconds: 5)
    for _ in 0..<20_000 {
      let turn = bucket.admit(Instant(nanoseconds: 5))
      #expect(turn >= last)
      last = turn
    }
    #expect(last == .distantFuture)
    bucket.giveBack(20_000)
    #expect(bucket.admit(Instant(nanoseconds: 5_000_000_000)) < .distantFuture)
  }
}
