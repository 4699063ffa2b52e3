import Bytes
import Foundation
import GRPC
import GreetService
import HTTP2
import SwiftProtobuf
import Testing
import Timing

@testable import ReferenceServer

/// A call that takes the same steps for each message, and others at the end.
private struct ScriptedCall: GuestCall {
  var initialMetadata: [HeaderField] = []
  var trailingMetadata: [HeaderField] = []
  let forMessage: [GuestStep]
  let forEnd: [GuestStep]
  private var steps: [GuestStep] = []

  init(_ forMessage: [GuestStep], _ forEnd: [GuestStep]) {
    self.forMessage = forMessage
    self.forEnd = forEnd
  }

  mutating func take(_ message: [UInt8], isCompressed: Bool) {
    for step in forMessage {
      // An empty message stands for the request's.
      if case .message([], let compressed) = step {
        steps.append(.message(message + (isCompressed ? [1] : [0]), isCompressed: compressed))
      } else {
        steps.append(step)
      }
    }
  }

  mutating func endRequests() {
    steps += forEnd
  }

  mutating func next() -> GuestStep {
    steps.isEmpty ? .request : steps.removeFirst()
  }
}

@Suite struct GuestServicesTests {
  private static let path = "/guest.House/Stay"
  private static let echo = GuestStep.message([], isCompressed: false)

  private func exchange(
    _ call: ScriptedCall,
    clientWindow: Int = 1024 * 1024
  ) -> Exchange {
    var options = ServerOptions()
    options.guests = Self.guests { call }
    return Exchange(options, clientWindow: clientWindow)
  }

  private static func guests(
    _ call: @escaping @Sendable () -> ScriptedCall = { ScriptedCall([], [.end(.ok)]) }
  ) -> GuestServices {
    GuestServices(name: "house", paths: [path, "/guest.House/Leave"], descriptors: []) { _, _ in
      call()
    }
  }

  private func reply(_ exchange: Exchange, _ stream: HTTP2.Stream) -> TestClient.Reply {
    exchange.settle()
    return exchange.replies[stream.id] ?? TestClient.Reply()
  }

  @Test(arguments: [1, 7, 1 << 20])
  func `requests are heard whole and answered in their order, through any window`(window: Int) {
    let exchange = exchange(ScriptedCall([Self.echo], [.end(.ok)]), clientWindow: window)
    let messages: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 9, count: 3_000)]
    let body = messages.flatMap { Wire.framed($0) }
    let stream = exchange.open(path: Self.path, [], body)
    let reply = reply(exchange, stream)
    #expect(reply.data == messages.flatMap { Wire.framed($0 + [0]) })
    #expect(reply.trailers == ["grpc-status": "0"])
    #expect(exchange.openStreams == 0)
  }

  @Test func `requests in pieces of any length are the same requests`() {
    let body = [[5], [6, 7], []].flatMap { Wire.framed($0) }
    for longest in 1...40 {
      let exchange = exchange(ScriptedCall([Self.echo], [.end(.ok)]))
      let stream = exchange.open(path: Self.path, [], body)
      exchange.settle { longest }
      let data = exchange.replies[stream.id]?.data
      #expect(data == [[5, 0], [6, 7, 0], [0]].flatMap { Wire.framed($0) }, "\(longest)")
    }
  }

  @Test func `each message says whether it is compressed, and the caller must read gzip`() {
    let steps = [GuestStep.message([], isCompressed: true), Self.echo]
    let body = Wire.framed(Wire.gzip([4]), isCompressed: true)
    let sending = HeaderField("grpc-encoding", "gzip")
    let reading = HeaderField("grpc-accept-encoding", "gzip")
    let exchange = exchange(ScriptedCall(steps, [.end(.ok)]))
    let able = reply(exchange, exchange.open(path: Self.path, [sending, reading], body))
    #expect(able.head["grpc-encoding"] == "gzip")
    let packed = Wire.framed(Wire.gzip([4, 1]), isCompressed: true)
    #expect(able.data == packed + Wire.framed([4, 1]))
    let unable = reply(exchange, exchange.open(path: Self.path, [sending], body))
    #expect(unable.head["grpc-encoding"] == nil)
    #expect(unable.data == Wire.framed([4, 1]) + Wire.framed([4, 1]))
  }

  @Test func `metadata goes with the head and with the trailers, whatever the status`() {
    for status in [Status.ok, Status(.aborted, "no")] {
      var call = ScriptedCall([], [.end(status)])
      call.initialMetadata = [HeaderField("first", "a")]
      call.trailingMetadata = [HeaderField("last", "b")]
      let exchange = exchange(call)
      let reply = reply(exchange, exchange.open(path: Self.path, [], []))
      #expect(reply.head["first"] == "a")
      #expect(reply.trailers["last"] == "b")
      #expect(reply.status == "\(status.code.rawValue)")
    }
  }

  @Test func `a status without metadata and messages is Trailers-Only`() {
    let exchange = exchange(ScriptedCall([.end(Status(.aborted, "no"))], []))
    let stream = exchange.open(path: Self.path, [], Wire.framed([1]), ends: false)
    let reply = reply(exchange, stream)
    #expect(reply.head["grpc-status"] == "10")
    #expect(reply.head["grpc-message"] == "no")
    #expect(reply.trailers.isEmpty)
    // The client need not send the rest.
    #expect(reply.reset == .noError)
  }

  @Test func `pauses add up, and requests wait meanwhile`() {
    let steps = [GuestStep.pause(.milliseconds(5)), Self.echo]
    let exchange = exchange(ScriptedCall(steps, [.end(.ok)]))
    let body = Wire.framed([1]) + Wire.framed([2])
    let stream = exchange.open(path: Self.path, [], body)
    exchange.settle()
    #expect(exchange.replies[stream.id]?.data ?? [] == [])
    exchange.pass(.milliseconds(5))
    #expect(exchange.replies[stream.id]?.data == Wire.framed([1, 0]))
    exchange.pass(.milliseconds(5))
    #expect(exchange.replies[stream.id]?.data == Wire.framed([1, 0]) + Wire.framed([2, 0]))
    #expect(exchange.replies[stream.id]?.status == "0")
    #expect(exchange.waiting == 0)
  }

  @Test func `a call waits for the answer to its PING`() {
    let exchange = exchange(ScriptedCall([.ping, Self.echo, .ping], [.end(.ok)]))
    let stream = exchange.open(path: Self.path, [], Wire.framed([1]))
    exchange.carryToServer()
    #expect(exchange.tally.messagesReceived == 1)
    #expect(exchange.tally.messagesSent == 0)
    let reply = reply(exchange, stream)
    #expect(reply.data == Wire.framed([1, 0]))
    #expect(reply.status == "0")
  }

  @Test func `bytes go out as they are, and the stream is reset behind them`() {
    let steps = [GuestStep.head, .bytes([0, 0, 0, 0, 9, 1]), .reset(.noError)]
    let exchange = exchange(ScriptedCall(steps, []))
    let reply = reply(exchange, exchange.open(path: Self.path, [], Wire.framed([1])))
    #expect(reply.head["content-type"] == "application/grpc")
    #expect(reply.data == [0, 0, 0, 0, 9, 1])
    #expect(reply.reset == .noError)
    #expect(reply.status == nil)
    #expect(exchange.tally.rows.map(\.ending) == [.reset])
  }

  @Test func `a connection that goes ends after the calls under way`() {
    let exchange = exchange(ScriptedCall([.goAway, Self.echo], [.end(.ok)]))
    let stream = exchange.open(path: Self.path, [], Wire.framed([1]))
    let reply = reply(exchange, stream)
    #expect(reply.status == "0")
    #expect(exchange.farewells.last == stream.id)
    #expect(exchange.isOver)
  }

  @Test func `a request that is no message is refused`() {
    let exchange = exchange(ScriptedCall([Self.echo], [.end(.ok)]))
    let bodies: [([UInt8], String)] = [
      ([0, 0, 0], "13"), ([2, 0, 0, 0, 0], "13"), ([1, 0, 0, 0, 0], "13"),
      ([0, 255, 255, 255, 255], "8"),
    ]
    for (body, status) in bodies {
      #expect(reply(exchange, exchange.open(path: Self.path, [], body)).status == status)
    }
  }

  @Test func `calls are counted by the method's own name`() {
    let exchange = exchange(ScriptedCall([], [.end(.ok)]))
    _ = exchange.open(path: Self.path, [], [])
    _ = exchange.open(path: "/guest.House/Leave", [], [])
    _ = exchange.open(path: "/guest.House/None", [], [])
    let left = exchange.open(path: Self.path, [], [], ends: false)
    exchange.settle()
    exchange.reset(left)
    exchange.settle()
    var sum = ServerTally()
    sum += exchange.tally
    sum += exchange.tally
    #expect(
      sum.rows.map { "\($0.method) \($0.ending) \($0.calls)" } == [
        "guest.House/Stay OK 2", "guest.House/Stay CANCELLED 2", "guest.House/Leave OK 2",
        " UNIMPLEMENTED 2",
      ]
    )
  }

  @Test func `health and reflection know the guests, and only where there are any`() throws {
    for hasGuests in [true, false] {
      var options = ServerOptions()
      if hasGuests { options.guests = Self.guests() }
      let exchange = Exchange(options)
      let names = ServerMethod.services + (hasGuests ? ["guest.House"] : [])
      // Twice, because heads that are known go another way.
      for _ in 0..<2 {
        let check =
          try Grpc_Health_V1_HealthCheckRequest.with { $0.service = "guest.House" }
          .serializedBytes() as [UInt8]
        let health = reply(
          exchange,
          exchange.open(path: ServerMethod.healthCheck.path, [], Wire.framed(check))
        )
        #expect(health.status == (hasGuests ? "0" : "5"))
        let all = reply(
          exchange,
          exchange.open(path: ServerMethod.healthList.path, [], Wire.framed([]))
        )
        let list = try Grpc_Health_V1_HealthListResponse(
          serializedBytes: Array(all.data.dropFirst(5))
        )
        #expect(Set(list.statuses.keys) == Set([""] + names))
      }
      typealias Question = Grpc_Reflection_V1_ServerReflectionRequest
      let question = try Question.with { $0.listServices = "*" }.serializedBytes() as [UInt8]
      let answer = reply(
        exchange,
        exchange.open(path: ServerMethod.reflection.path, [], Wire.framed(question))
      )
      let services = try Grpc_Reflection_V1_ServerReflectionResponse(
        serializedBytes: Array(answer.data.dropFirst(5))
      ).listServicesResponse.service.map(\.name)
      #expect(services == names)
    }
  }

  @Test func `the greeter is served beside the guests`() throws {
    var options = ServerOptions()
    options.guests = Self.guests()
    let exchange = Exchange(options)
    for _ in 0..<3 {
      let stream = exchange.open(.sayHello, [], try Wire.requests(["Ann"]))
      #expect(try Wire.greetings(reply(exchange, stream).data).map(\.text) == ["Hello, Ann!"])
    }
  }
}
