import Bytes
import Foundation
import GRPC
import GreetService
import HTTP2
import SwiftProtobuf
import Testing
import Timing

@testable import ReferenceServer

/// Health, reflection, the counters and the plain route.
@Suite struct ServerServicesTests {
  private func messages(_ body: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var deframer = MessageDeframer()
    var offset = 0
    while let range = deframer.wholeMessage(in: body.span, at: &offset) {
      found.append(Array(body[range]))
    }
    return found
  }

  private func ask(
    _ path: String,
    _ requests: [any Message],
    _ exchange: Exchange = Exchange()
  ) throws -> (messages: [[UInt8]], reply: TestClient.Reply, stream: HTTP2.Stream) {
    let body = try requests.flatMap { Wire.framed(try $0.serializedBytes()) }
    let stream = exchange.open(path: path, [], body)
    exchange.settle()
    let reply = exchange.replies[stream.id] ?? TestClient.Reply()
    return (messages(reply.data), reply, stream)
  }

  private typealias Question = Grpc_Reflection_V1_ServerReflectionRequest
  private typealias Reply = Grpc_Reflection_V1_ServerReflectionResponse

  @Test(arguments: ["v1", "v1alpha"])
  func `reflection lists the services and describes each`(version: String) throws {
    let path = "/grpc.reflection.\(version).ServerReflection/ServerReflectionInfo"
    let list = try ask(path, [Question.with { $0.listServices = "*" }])
    #expect(list.reply.status == "0")
    let names = try Reply(serializedBytes: list.messages[0]).listServicesResponse.service.map(
      \.name
    )
    #expect(names == ServerMethod.services)
    for name in names {
      let answer = try ask(path, [Question.with { $0.fileContainingSymbol = name }])
      let file = try Reply(serializedBytes: answer.messages[0]).fileDescriptorResponse
      let proto = try Google_Protobuf_FileDescriptorProto(
        serializedBytes: file.fileDescriptorProto[0]
      )
      #expect(proto.service.map { "\(proto.package).\($0.name)" } == [name])
      #expect(proto.dependency.isEmpty)
      let byName = try ask(path, [Question.with { $0.fileByFilename = proto.name }])
      let same = try Reply(serializedBytes: byName.messages[0]).fileDescriptorResponse
      #expect(same == file)
    }
  }

  @Test func `every method that is served is described`() throws {
    let described = Set(
      try Descriptors.all.flatMap { bytes in
        let file = try Google_Protobuf_FileDescriptorProto(serializedBytes: bytes)
        return file.service.flatMap { service in
          service.method.map { "/\(file.package).\(service.name)/\($0.name)" }
        }
      }
    )
    #expect(described == Set(ServerMethod.own.map(\.path)))
  }

  @Test func `one stream of reflection has many questions, and goes on after an unknown name`()
    throws
  {
    let answer = try ask(
      ServerMethod.reflection.path,
      [
        Question.with { $0.fileContainingSymbol = "no.Such" },
        Question.with { $0.fileContainingSymbol = "greet.HelloRequest.name" },
        Question.with { $0.fileByFilename = "no.proto" }, Question(),
        Question.with { $0.allExtensionNumbersOfType = "greet.HelloRequest" },
        Question.with { $0.fileContainingExtension = .with { $0.containingType = "x" } },
      ]
    )
    let replies = try answer.messages.map { try Reply(serializedBytes: $0) }
    #expect(replies.map(\.errorResponse.errorCode) == [5, 0, 5, 3, 0, 5])
    #expect(replies[0].originalRequest.fileContainingSymbol == "no.Such")
    #expect(replies[1].fileDescriptorResponse.fileDescriptorProto.count == 1)
    #expect(replies[4].allExtensionNumbersResponse.baseTypeName == "greet.HelloRequest")
    #expect(answer.reply.status == "0")
  }

  @Test func `health is listed for every service`() throws {
    let answer = try ask(ServerMethod.healthList.path, [Grpc_Health_V1_HealthListRequest()])
    let list = try Grpc_Health_V1_HealthListResponse(serializedBytes: answer.messages[0])
    #expect(Set(list.statuses.keys) == Set([""] + ServerMethod.services))
    #expect(list.statuses.values.allSatisfy { $0.status == .serving })
  }

  @Test(arguments: [("greet.Greeter", true), ("", true), ("no.Such", false)])
  func `who watches hears the status at once, and when the server goes`(
    service: String,
    isServed: Bool
  ) throws {
    let exchange = Exchange()
    let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = service }
    let first = try ask(ServerMethod.healthWatch.path, [request], exchange)
    typealias Response = Grpc_Health_V1_HealthCheckResponse
    let status = try Response(serializedBytes: first.messages[0]).status
    #expect(status == (isServed ? .serving : .serviceUnknown))
    #expect(first.reply.status == nil)
    exchange.pass(.seconds(100))
    #expect(exchange.openStreams == 1)
    exchange.server.endWatches()
    exchange.settle()
    let reply = try #require(exchange.replies[first.stream.id])
    let statuses = try messages(reply.data).map { try Response(serializedBytes: $0).status }
    #expect(statuses == (isServed ? [.serving, .notServing] : [.serviceUnknown]))
    #expect(reply.status == "14")
    #expect(exchange.openStreams == 0)
  }

  @Test(arguments: [[], [0, 0], [0, 0, 0, 0, 3, 10]] as [[UInt8]])
  func `who has not asked yet hears no health when the server goes`(body: [UInt8]) {
    let exchange = Exchange()
    let stream = exchange.open(path: ServerMethod.healthWatch.path, [], body, ends: false)
    exchange.settle()
    exchange.server.endWatches()
    exchange.settle()
    #expect(exchange.client.failure == nil)
    #expect(exchange.replies[stream.id]?.data == [])
    #expect(exchange.replies[stream.id]?.status == "14")
    #expect(exchange.openStreams == 0)
  }

  @Test func `a server that was told to stop is no longer healthy`() throws {
    let exchange = Exchange()
    exchange.laboratory.isStopping = true
    let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = "greet.Greeter" }
    typealias Response = Grpc_Health_V1_HealthCheckResponse
    for path in [ServerMethod.healthCheck.path, ServerMethod.healthWatch.path] {
      let answer = try ask(path, [request], exchange)
      #expect(try Response(serializedBytes: answer.messages[0]).status == .notServing)
    }
    let list = try ask(ServerMethod.healthList.path, [Grpc_Health_V1_HealthListRequest()], exchange)
    let states = try Grpc_Health_V1_HealthListResponse(serializedBytes: list.messages[0]).statuses
    #expect(states.values.allSatisfy { $0.status == .notServing })
  }

  @Test func `the counters tell each method's calls by status`() throws {
    let exchange = Exchange()
    for name in ["Ann", "Bob"] {
      _ = exchange.open(.sayHello, [], try Wire.requests([name]))
    }
    _ = exchange.open(.sayHelloServerStream, [], try Wire.requests(["Ann"]))
    let failing = [HeaderField("grpcbench-fail", "ABORTED")]
    _ = exchange.open(.sayHello, failing, try Wire.requests(["Ann"]))
    _ = exchange.open(path: "/no.Such/Method", [], [])
    exchange.settle()
    let answer = try ask(ServerMethod.counters.path, [Grpcbench_CountersRequest()], exchange)
    let counters = try Grpcbench_CountersResponse(serializedBytes: answer.messages[0])
    let rows = counters.calls.map { "\($0.method) \($0.status) \($0.calls)" }
    #expect(
      rows == [
        "greet.Greeter/SayHello OK 2", "greet.Greeter/SayHello ABORTED 1",
        "greet.Greeter/SayHelloServerStream OK 1", " UNIMPLEMENTED 1",
      ]
    )
    #expect(counters.messagesReceived == 5)
    #expect(counters.messagesSent == 12)
    #expect(counters.cpuUserNs > 0)
  }

  @Test(arguments: ["GET", "POST"])
  func `plain HTTP gets a short text, also through a window of one byte`(method: String) throws {
    let exchange = Exchange(clientWindow: 1)
    let fields = [
      HeaderField(":method", method), HeaderField(":scheme", "http"), HeaderField(":path", "/"),
      HeaderField(":authority", "localhost"),
    ]
    for _ in 0..<3 {
      let stream = exchange.open(fields: fields, method == "GET" ? [] : Array("body".utf8))
      exchange.settle()
      let reply = try #require(exchange.replies[stream.id])
      #expect(reply.head[":status"] == "200")
      #expect(reply.head["content-length"] == "\(reply.data.count)")
      #expect(!reply.data.isEmpty)
      #expect(reply.trailers.isEmpty)
      #expect(reply.reset == nil)
    }
    #expect(exchange.openStreams == 0)
  }
}
