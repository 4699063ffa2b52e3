import GRPC
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Testing
import Timing

@testable import Load

@Suite struct CallTemplateTests {
  @Test(arguments: ["", "world", "Grüße, 世界", String(repeating: "a", count: 65_536)])
  func `the message is the protobuf request behind its prefix`(name: String) throws {
    var plan = Plan()
    plan.calls[0].request.name = name
    let message = try CallTemplate(plan.calls[0], plan, authority: "localhost").pool.bytes
    let request = try Greet_HelloRequest(serializedBytes: Array(message.dropFirst(5)))
    #expect(request.name == name)
    let length = message[1..<5].reduce(0) { $0 << 8 | Int($1) }
    #expect(message[0] == 0)
    #expect(length == message.count - 5)
  }

  @Test func `the bytes of a request for world are these`() throws {
    let message = try CallTemplate(Plan().calls[0], Plan(), authority: "localhost").pool.bytes
    #expect(message == [0, 0, 0, 0, 7, 0x0a, 5] + Array("world".utf8))
  }

  @Test func `the headers are those of gRPC, in its order`() throws {
    var plan = Plan()
    plan.calls[0].deadline = .milliseconds(1_500)
    let header = try CallTemplate(plan.calls[0], plan, authority: "example.com:80").header
    #expect(
      header.fields.map(text) == [
        ":method: POST", ":scheme: http", ":path: /greet.Greeter/SayHello",
        ":authority: example.com:80", "grpc-timeout: \(Timeout(.milliseconds(1_500)))",
        "te: trailers", "content-type: application/grpc", "user-agent: \(RequestHead.grpcAgent)",
      ]
    )
  }

  @Test func `a call without a deadline says nothing of one`() throws {
    var plan = Plan()
    plan.calls[0].deadline = nil
    let header = try CallTemplate(plan.calls[0], plan, authority: "localhost").header
    #expect(!header.fields.map(text).contains { $0.hasPrefix("grpc-timeout") })
    #expect(header.fields.count == 7)
  }

  private func text(_ field: HeaderField) -> String {
    String(decoding: field.name, as: UTF8.self) + ": "
      + String(decoding: field.value, as: UTF8.self)
  }
}
