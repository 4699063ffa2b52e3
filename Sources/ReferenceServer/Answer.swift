import GRPC
import GreetService
import SwiftProtobuf

/// What the reference server makes of a request message, with real protobuf at both ends.
enum Answer {
  case message([UInt8])
  case failure(Status)

  /// The server's methods, in the order of their numbers.
  static let methods = MethodTable(paths: GreeterMethod.allCases.map(\.path))

  init(_ method: GreeterMethod, to request: Span<UInt8>) {
    // `bytes` is unsafe for elements with padding, which UInt8 has not.
    let bytes = unsafe request.bytes
    do {
      switch method {
      case .sayHello:
        let hello = try Greet_HelloRequest(serializedBytes: bytes)
        let response = Greet_HelloResponse.with { $0.message = "Hello, \(hello.name)!" }
        self = .message(try response.serializedBytes())
      case .healthCheck:
        let check = try Grpc_Health_V1_HealthCheckRequest(serializedBytes: bytes)
        guard check.service.isEmpty || check.service == "greet.Greeter" else {
          self = .failure(Status(.notFound, "no service \(check.service)"))
          return
        }
        let response = Grpc_Health_V1_HealthCheckResponse.with { $0.status = .serving }
        self = .message(try response.serializedBytes())
      }
    } catch {
      self = .failure(
        Status(.internal, "the request is not the protobuf message that the method takes")
      )
    }
  }
}
