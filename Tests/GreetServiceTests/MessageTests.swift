import GreetService
import SwiftProtobuf
import Testing

/// The generated messages are those of `Protos/`, byte for byte.
@Suite struct MessageTests {
  @Test(arguments: [("", []), ("Hi", [0x0a, 2, 0x48, 0x69]), ("é", [0x0a, 2, 0xc3, 0xa9])])
  func `a greeting's only field is the string of number 1`(text: String, wire: [UInt8]) throws {
    let request = Greet_HelloRequest.with { $0.name = text }
    let response = Greet_HelloResponse.with { $0.message = text }
    #expect(try request.serializedBytes() as [UInt8] == wire)
    #expect(try response.serializedBytes() as [UInt8] == wire)
    #expect(try Greet_HelloRequest(serializedBytes: wire) == request)
    #expect(try Greet_HelloResponse(serializedBytes: wire) == response)
  }

  @Test func `a health check names a service and is answered with a status`() throws {
    let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = "a" }
    #expect(try request.serializedBytes() as [UInt8] == [0x0a, 1, 0x61])
    let response = Grpc_Health_V1_HealthCheckResponse.with { $0.status = .serving }
    #expect(try response.serializedBytes() as [UInt8] == [0x08, 1])
    let statuses = [0, 1, 2, 3].map {
      Grpc_Health_V1_HealthCheckResponse.ServingStatus(rawValue: $0)
    }
    #expect(statuses == [.unknown, .serving, .notServing, .serviceUnknown])
  }

  @Test func `fields that no one knows are kept`() throws {
    let wire: [UInt8] = [0x0a, 1, 0x61, 0x78, 7]
    #expect(try Greet_HelloRequest(serializedBytes: wire).serializedBytes() as [UInt8] == wire)
  }

  @Test(arguments: [[0x0a, 5, 0x61], [0x0a], [0x0a, 1, 0xff], [0xff]] as [[UInt8]])
  func `bytes that are no greeting are refused`(wire: [UInt8]) {
    #expect(throws: (any Error).self) { try Greet_HelloRequest(serializedBytes: wire) }
  }
}
