import Bytes
import GRPC
import GreetService
import Scenarios
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

  /// What a request ends with that is not the message that the method takes: in gRPC an error of
  /// the call's machinery, in Connect one of the caller.
  static func unreadable(_ dialect: Dialect, _ flaw: String = "") -> Status {
    Status(
      dialect.isConnect ? .invalidArgument : .internal,
      "the request is not the \(dialect.format.spoken) message that the method takes\(flaw)"
    )
  }

  /// The same of a message with a JSON of its own: with the place where the text goes wrong.
  static func unreadable<M: JSONMessage>(
    _ type: M.Type,
    _ request: Span<UInt8>,
    _ dialect: Dialect
  ) -> Status {
    unreadable(dialect, MessageCodec.flaw(type, request, dialect.format))
  }

  /// The answer to one message: to a greeting of any kind, that greeting.
  ///
  /// - Parameters:
  ///   - method: One that is answered by its request alone.
  ///   - request: The message.
  ///   - isServing: Whether the server takes calls.
  ///   - dialect: How the call is spoken.
  ///   - codec: Whether an echo is read and written, or is the bytes that came.
  init(
    _ method: ServerMethod,
    to request: Span<UInt8>,
    isServing: @autoclosure () -> Bool = true,
    in dialect: Dialect = .grpc,
    _ codec: CodecWork = .live
  ) {
    switch method {
    case .sayHello, .sayHelloServerStream, .sayHelloClientStream, .sayHelloBidi:
      guard let name = Self.name(in: request, dialect.format) else {
        self = .failure(Self.unreadable(Greet_HelloRequest.self, request, dialect))
        return
      }
      self = .message(Self.response(Self.text(of: name), dialect.format))
    case .echo:
      self = codec == .live ? Self.echo(request, dialect) : Self.same(request)
    case .healthCheck, .healthList:
      let isServing = isServing()
      self.init(
        method,
        to: request,
        services: ServerMethod.services,
        isServing: isServing,
        in: dialect
      )
    case .healthWatch, .reflection, .reflectionAlpha, .counters, .plain, .guest:
      preconditionFailure("\(method) is not answered by its request alone")
    }
  }

  /// The answer to a question about the health of these services.
  init(
    _ method: ServerMethod,
    to request: Span<UInt8>,
    services: [String],
    isServing: Bool,
    in dialect: Dialect = .grpc
  ) {
    self =
      method == .healthCheck
      ? Self.health(request, services, isServing, dialect)
      : Self.healthList(request, services, isServing, dialect)
  }

  /// The name in a greeting's request; nil when it is no such request.
  static func name(in request: Span<UInt8>, _ format: MessageFormat = .protobuf) -> String? {
    MessageCodec.decode(Greet_HelloRequest.self, request, format)?.name
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
  static func response(_ text: String, _ format: MessageFormat = .protobuf) -> [UInt8] {
    var response = Greet_HelloResponse()
    response.message = text
    return serialized(response, format)
  }

  /// The message that came, read and written anew, as a service that works with it would.
  private static func echo(_ request: Span<UInt8>, _ dialect: Dialect) -> Answer {
    let format = dialect.format
    guard let payload = MessageCodec.decode(Greet_Payload.self, request, format) else {
      return .failure(unreadable(Greet_Payload.self, request, dialect))
    }
    // A list of short numbers can be longer when it is written anew.
    guard let message = MessageCodec.encode(payload, format) else {
      return .failure(Status(.resourceExhausted, "the answer is too long for a message"))
    }
    return .message(message)
  }

  /// The bytes that came.
  private static func same(_ request: Span<UInt8>) -> Answer {
    var bytes: [UInt8] = []
    bytes.append(request)
    return .message(bytes)
  }

  private static func health(
    _ request: Span<UInt8>,
    _ services: [String],
    _ isServing: Bool,
    _ dialect: Dialect
  ) -> Answer {
    guard let service = healthService(in: request, dialect.format) else {
      return .failure(unreadable(dialect))
    }
    guard service.isEmpty || services.contains(service) else {
      return .failure(Status(.notFound, "no service \(service)"))
    }
    return .message(health(isServing ? .serving : .notServing, dialect.format))
  }

  /// The service that a health check asks about; nil when it is no health check.
  static func healthService(in request: Span<UInt8>, _ format: MessageFormat) -> String? {
    MessageCodec.decode(Grpc_Health_V1_HealthCheckRequest.self, request, format)?.service
  }

  /// The message that tells a state of health.
  static func health(
    _ status: Grpc_Health_V1_HealthCheckResponse.ServingStatus,
    _ format: MessageFormat
  ) -> [UInt8] {
    serialized(Grpc_Health_V1_HealthCheckResponse.with { $0.status = status }, format)
  }

  private static func healthList(
    _ request: Span<UInt8>,
    _ services: [String],
    _ isServing: Bool,
    _ dialect: Dialect
  ) -> Answer {
    let type = Grpc_Health_V1_HealthListRequest.self
    guard MessageCodec.decode(type, request, dialect.format) != nil else {
      return .failure(unreadable(dialect))
    }
    var list = Grpc_Health_V1_HealthListResponse()
    for service in [""] + services {
      list.statuses[service] = .with { $0.status = isServing ? .serving : .notServing }
    }
    return .message(serialized(list, dialect.format))
  }

  /// A message of ours, which is never so long that it cannot be written.
  static func serialized(_ message: some Message, _ format: MessageFormat = .protobuf) -> [UInt8] {
    written(MessageCodec.encode(message, format), format)
  }

  /// The same for a message with a JSON of its own.
  private static func serialized(_ message: some JSONMessage, _ format: MessageFormat) -> [UInt8] {
    written(MessageCodec.encode(message, format), format)
  }

  private static func written(_ bytes: [UInt8]?, _ format: MessageFormat) -> [UInt8] {
    guard let bytes else {
      preconditionFailure("a response could not be written as \(format.rawValue)")
    }
    return bytes
  }
}
