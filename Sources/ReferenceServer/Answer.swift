import GRPC
import GreetService
import SwiftProtobuf

/// What the reference server makes of a request message, with real protobuf at both ends.
enum Answer {
  case message([UInt8])
  case failure(Status)

  /// The server's methods, in the order of their numbers.
  static let methods = MethodTable(
    paths: ServerMethod.own.map(\.path),
    plainRoute: ServerMethod.plain.path
  )

  static let notProtobuf = Status(
    .internal,
    "the request is not the protobuf message that the method takes"
  )

  /// The answer to one message: to a greeting of any kind, that greeting.
  init(
    _ method: ServerMethod,
    to request: Span<UInt8>,
    isServing: @autoclosure () -> Bool = true
  ) {
    switch method {
    case .sayHello, .sayHelloServerStream, .sayHelloClientStream, .sayHelloBidi:
      guard let name = Self.name(in: request) else {
        self = .failure(Self.notProtobuf)
        return
      }
      self = .message(Self.greeting(of: name))
    case .echo:
      self = Self.echo(request)
    case .healthCheck, .healthList:
      self.init(method, to: request, services: ServerMethod.services, isServing: isServing())
    case .healthWatch, .reflection, .reflectionAlpha, .counters, .plain, .guest:
      preconditionFailure("\(method) is not answered by its request alone")
    }
  }

  /// The answer to a question about the health of these services.
  init(_ method: ServerMethod, to request: Span<UInt8>, services: [String], isServing: Bool) {
    self =
      method == .healthCheck
      ? Self.health(request, services, isServing)
      : Self.healthList(request, services, isServing)
  }

  /// The name in a greeting's request; nil when it is no such request.
  static func name(in request: Span<UInt8>) -> String? {
    // `bytes` is unsafe for elements with padding, which UInt8 has not.
    let bytes = unsafe request.bytes
    return try? Greet_HelloRequest(serializedBytes: bytes, options: Self.decoding).name
  }

  /// Nobody asks for the fields that we do not know.
  private static let decoding: BinaryDecodingOptions = {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    return options
  }()

  /// The response that greets.
  static func greeting(of names: String) -> [UInt8] {
    response(text(of: names))
  }

  /// What a response says.
  static func text(of names: String) -> String {
    // An interpolation takes 100 instructions more.
    var text = "Hello, "
    text += names
    text += "!"
    return text
  }

  /// The response that says something.
  static func response(_ text: String) -> [UInt8] {
    var response = Greet_HelloResponse()
    response.message = text
    return serialized(response)
  }

  /// The message that came, read and written anew, as a service that works with it would.
  private static func echo(_ request: Span<UInt8>) -> Answer {
    let bytes = unsafe request.bytes
    guard let payload = try? Greet_Payload(serializedBytes: bytes, options: decoding) else {
      return .failure(notProtobuf)
    }
    return .message(serialized(payload))
  }

  private static func health(
    _ request: Span<UInt8>,
    _ services: [String],
    _ isServing: Bool
  ) -> Answer {
    guard let service = healthService(in: request) else { return .failure(notProtobuf) }
    guard service.isEmpty || services.contains(service) else {
      return .failure(Status(.notFound, "no service \(service)"))
    }
    return .message(health(isServing ? .serving : .notServing))
  }

  /// The service that a health check asks about; nil when it is no health check.
  static func healthService(in request: Span<UInt8>) -> String? {
    let bytes = unsafe request.bytes
    return try? Grpc_Health_V1_HealthCheckRequest(serializedBytes: bytes).service
  }

  /// The message that tells a state of health.
  static func health(_ status: Grpc_Health_V1_HealthCheckResponse.ServingStatus) -> [UInt8] {
    serialized(Grpc_Health_V1_HealthCheckResponse.with { $0.status = status })
  }

  private static func healthList(
    _ request: Span<UInt8>,
    _ services: [String],
    _ isServing: Bool
  ) -> Answer {
    let bytes = unsafe request.bytes
    guard (try? Grpc_Health_V1_HealthListRequest(serializedBytes: bytes)) != nil else {
      return .failure(notProtobuf)
    }
    var list = Grpc_Health_V1_HealthListResponse()
    for service in [""] + services {
      list.statuses[service] = .with { $0.status = isServing ? .serving : .notServing }
    }
    return .message(serialized(list))
  }

  static func serialized(_ message: some Message) -> [UInt8] {
    do {
      return try message.serializedBytes()
    } catch {
      // Only messages with required fields, or of 2 GiB, cannot be serialized.
      preconditionFailure("a response could not be serialized: \(error)")
    }
  }
}
