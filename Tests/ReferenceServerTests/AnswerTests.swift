import GRPC
import GreetService
import SwiftProtobuf
import Testing

@testable import ReferenceServer

@Suite struct AnswerTests {
  @Test(arguments: ["", "world", "Grüße, 世界"])
  func `a greeting greets by name`(name: String) throws {
    let request: [UInt8] = try Greet_HelloRequest.with { $0.name = name }.serializedBytes()
    guard case .message(let bytes) = Answer(.sayHello, to: request.span) else {
      Issue.record("\(name) was not greeted")
      return
    }
    #expect(try Greet_HelloResponse(serializedBytes: bytes).message == "Hello, \(name)!")
  }

  @Test(arguments: ["", "greet.Greeter"])
  func `the server and its service are healthy`(service: String) throws {
    let request: [UInt8] = try Grpc_Health_V1_HealthCheckRequest.with { $0.service = service }
      .serializedBytes()
    guard case .message(let bytes) = Answer(.healthCheck, to: request.span) else {
      Issue.record("\(service) is not healthy")
      return
    }
    #expect(try Grpc_Health_V1_HealthCheckResponse(serializedBytes: bytes).status == .serving)
  }

  @Test func `a service that is not here has no health`() throws {
    let request: [UInt8] = try Grpc_Health_V1_HealthCheckRequest.with { $0.service = "other" }
      .serializedBytes()
    guard case .failure(let status) = Answer(.healthCheck, to: request.span) else {
      Issue.record("a service that is not here was found healthy")
      return
    }
    #expect(status == Status(.notFound, "no service other"))
  }

  @Test(arguments: GreeterMethod.allCases)
  func `bytes that are no protobuf are INTERNAL`(method: GreeterMethod) {
    let garbage: [UInt8] = [0xff, 0xff, 0xff]
    guard case .failure(let status) = Answer(ServerMethod(method), to: garbage.span) else {
      Issue.record("garbage was answered")
      return
    }
    #expect(status.code == .internal)
    #expect(!status.message.isEmpty)
  }
}
