import GreetService
import HTTP2
import Scenarios
import Testing

@testable import ReferenceServer

/// What a client that does not play along can make the server hold on a connection.
@Suite struct ServerHoldingTests {
  private let large = String(repeating: "x", count: 100_000)

  private func options(holding limit: Int) -> ServerOptions {
    var options = ServerOptions()
    options.maxUnread = limit
    options.maxUnsent = limit
    return options
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloServerStream, .sayHelloBidi])
  func `answers that no window lets out are made up to a limit`(method: GreeterMethod) throws {
    let exchange = Exchange(options(holding: 1 << 20), clientWindow: 0)
    let request = try Wire.requests([large])
    let streams = (0..<40).map { _ in
      let stream = exchange.open(method, [], request)
      exchange.settle()
      #expect(exchange.held <= 2 << 20 + 2 * request.count)
      return stream
    }
    let refused = streams.filter { exchange.replies[$0.id]?.status == "8" }
    #expect(!refused.isEmpty && refused.count < streams.count)
    for stream in streams { exchange.reset(stream) }
    exchange.settle()
    #expect(exchange.held == 0)
  }

  @Test(arguments: [GreeterMethod.sayHello, .sayHelloClientStream])
  func `requests that do not end are kept up to a limit`(method: GreeterMethod) throws {
    let exchange = Exchange(options(holding: 1 << 20))
    let half = Array(try Wire.requests([large]).dropLast(1))
    let streams = (0..<20).map { _ in
      let stream = exchange.open(method, [], half, ends: false)
      exchange.settle()
      #expect(exchange.held <= 1 << 20 + half.count)
      return stream
    }
    let refused = streams.filter { exchange.replies[$0.id]?.status == "8" }
    #expect(!refused.isEmpty && refused.count < streams.count)
    for stream in streams { exchange.reset(stream) }
    exchange.settle()
    #expect(exchange.held == 0)
  }

  @Test func `a client that does not read its answers is not read either`() throws {
    let exchange = Exchange(clientWindow: 1 << 30)
    let request = try Wire.requests([large])
    var asked = 0
    while !exchange.isUnread, asked < 100 {
      _ = exchange.open(.sayHello, [], request)
      exchange.carryToServer()
      asked += 1
    }
    // What is comfortable in the output, and as much again beside it.
    #expect((8...16).contains(asked), "\(asked)")
    exchange.settle()
    #expect(!exchange.isUnread)
    #expect(exchange.held == 0)
    #expect(exchange.replies.values.filter { $0.status == "0" }.count == asked)
  }

  @Test(arguments: [500, 5_000])
  func `the place of a call that waits counts as what it takes`(count: Int) throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(.delay, "60s")
    let exchange = Exchange(options, mostOpen: count)
    let before = exchange.server.held
    for _ in 0..<count { _ = exchange.open(.sayHelloServerStream, [], [0, 0, 0, 0, 0]) }
    exchange.settle()
    #expect(exchange.openStreams == count && exchange.held == 0)
    // 697 bytes of a process's memory were measured for each.
    let place = (exchange.server.held - before) / count
    #expect((600...1_500).contains(place), "\(place)")
  }

  @Test func `nothing is held of calls that went as they should`() throws {
    let exchange = Exchange(clientWindow: 1_000)
    for method in [
      GreeterMethod.sayHello, .sayHelloServerStream, .sayHelloClientStream, .sayHelloBidi,
    ] {
      let request = try Wire.requests([String(large.prefix(20_000))])
      for _ in 0..<5 { _ = exchange.open(method, [], request) }
      exchange.settle { 700 }
    }
    #expect(exchange.openStreams == 0)
    #expect(exchange.held == 0)
  }
}
