import Bytes
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

  /// What a request ends with that is not the message that the method takes: in gRPC an error of
  /// the call's machinery, in Connect one of the caller.
  static func unreadable(_ dialect: Dialect) -> Status {
    let format =
      switch dialect.format {
      case .protobuf: "protobuf"
      case .json: "JSON"
      }
    return Status(
      dialect.isConnect ? .invalidArgument : .internal,
      "the request is not the \(format) message that the method takes"
    )
  }

  /// The answer to one message: to a greeting of any kind, that greeting.
  init(
    _ method: ServerMethod,
    to request: Span<UInt8>,
    isServing: @autoclosure () -> Bool = true,
    in dialect: Dialect = .grpc
  ) {
    switch method {
    case .sayHello, .sayHelloServerStream, .sayHelloClientStream, .sayHelloBidi:
      guard let name = Self.name(in: request, dialect.format) else {
        self = .failure(Self.unreadable(dialect))
        return
      }
      self = .message(Self.response(Self.text(of: name), dialect.format))
    case .echo:
      self = Self.echo(request, dialect)
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
    decoded(Greet_HelloRequest.self, request, format)?.name
  }

  /// A message of a type; nil when the bytes are none.
  private static func decoded<M: Message>(
    _ type: M.Type,
    _ request: Span<UInt8>,
    _ format: MessageFormat
  ) -> M? {
    guard format == .protobuf else { return MessageCodec.decode(type, request, format) }
    // `bytes` is unsafe for elements with padding, which UInt8 has not.
    let bytes = unsafe request.bytes
    return try? M(serializedBytes: bytes, options: Self.decoding)
  }

  /// Nobody asks for the fields that we do not know.
  private static let decoding: BinaryDecodingOptions = {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    return options
  }()

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
    guard let payload = decoded(Greet_Payload.self, request, dialect.format) else {
      return .failure(unreadable(dialect))
    }
    return .message(serialized(payload, dialect.format))
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
    decoded(Grpc_Health_V1_HealthCheckRequest.self, request, format)?.service
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
    guard decoded(type, request, dialect.format) != nil else {
      return .failure(unreadable(dialect))
    }
    var list = Grpc_Health_V1_HealthListResponse()
    for service in [""] + services {
      list.statuses[service] = .with { $0.status = isServing ? .serving : .notServing }
    }
    return .message(serialized(list, dialect.format))
  }

  static func serialized(
    _ message: some Message,
    _ format: MessageFormat = .protobuf
  ) -> [UInt8] {
    // Only messages with required fields, or of 2 GiB, cannot be serialized.
    guard format == .protobuf else {
      guard let bytes = MessageCodec.encode(message, format) else {
        preconditionFailure("a response could not be written as \(format.rawValue)")
      }
      return bytes
    }
    do {
      return try message.serializedBytes()
    } catch {
      preconditionFailure("a response could not be serialized: \(error)")
    }
  }
}
