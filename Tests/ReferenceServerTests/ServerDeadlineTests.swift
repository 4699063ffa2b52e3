import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

/// A call that the server delays is ended when its caller no longer waits.
@Suite struct ServerDeadlineTests {
  private func limit(_ text: String) -> HeaderField { HeaderField("grpc-timeout", text) }

  /// Twice, because the second call's head is known.
  @Test(arguments: GreeterMethod.greetings, [true, false])
  func `a delay beyond the deadline ends at the deadline`(
    method: GreeterMethod,
    byFlag: Bool
  ) throws {
    var options = ServerOptions()
    if byFlag { try options.laboratory.conditions.set(.delay, "2s") }
    let exchange = Exchange(options)
    let fields = byFlag ? [] : [HeaderField("grpcbench-delay", "2s")]
    for text in ["100m", "100m", "30m"] {
      let milliseconds = text == "30m" ? 30 : 100 as Int64
      let stream = exchange.open(method, fields + [limit(text)], try Wire.requests(["Ann"]))
      exchange.settle()
      exchange.pass(.milliseconds(milliseconds) - Nanoseconds(1))
      #expect(exchange.replies[stream.id] == nil)
      exchange.pass(Nanoseconds(1))
      #expect(exchange.replies[stream.id]?.status == "4")
      #expect(exchange.replies[stream.id]?.data == [])
    }
    #expect(exchange.openStreams == 0)
    #expect(exchange.tally.rows.map { "\($0.ending) \($0.calls)" } == ["DEADLINE_EXCEEDED 3"])
  }

  @Test(arguments: ["100m", "99999999H", "1H"])
  func `a call that is answered in time is answered`(text: String) throws {
    var options = ServerOptions()
    try options.laboratory.conditions.set(.delay, "99ms")
    let exchange = Exchange(options)
    for _ in 0..<2 {
      let stream = exchange.open(.sayHello, [limit(text)], try Wire.requests(["Ann"]))
      exchange.settle()
      exchange.pass(.milliseconds(99))
      #expect(exchange.replies[stream.id]?.status == "0")
    }
  }

  @Test func `a stream of messages ends between two of them`() throws {
    let exchange = Exchange()
    let fields = [HeaderField("grpcbench-gap", "10ms"), limit("25m")]
    let stream = exchange.open(.sayHelloServerStream, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    exchange.pass(.milliseconds(24))
    #expect(exchange.replies[stream.id]?.status == nil)
    exchange.pass(.milliseconds(1))
    #expect(exchange.replies[stream.id]?.status == "4")
    #expect(try Wire.greetings(exchange.replies[stream.id]?.data ?? []).count == 3)
  }

  @Test func `a message that trickles out is cut by CANCEL`() throws {
    let exchange = Exchange()
    let fields = [HeaderField("grpcbench-trickle", "3 every 1ms"), limit("3m")]
    let stream = exchange.open(.sayHello, fields, try Wire.requests(["Ann"]))
    exchange.settle()
    exchange.pass(.milliseconds(10))
    #expect(exchange.replies[stream.id]?.reset == .cancel)
    #expect((3..<16).contains(exchange.replies[stream.id]?.data.count ?? 0))
    #expect(exchange.openStreams == 0 && exchange.held == 0)
  }

  @Test func `a call without a delay is answered, however short its time is`() throws {
    let exchange = Exchange()
    let stream = exchange.open(.sayHello, [limit("1n")], try Wire.requests(["Ann"]))
    exchange.settle()
    #expect(exchange.replies[stream.id]?.status == "0")
  }
}
