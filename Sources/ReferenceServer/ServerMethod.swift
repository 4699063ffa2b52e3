import GreetService

/// The methods that the reference server has, in the order of its method table.
enum ServerMethod: Int, CaseIterable {
  // As in `GreeterMethod`, with its numbers.
  case sayHello
  case sayHelloServerStream
  case sayHelloClientStream
  case sayHelloBidi
  case echo
  case healthCheck
  case healthWatch
  case healthList
  case reflection
  case reflectionAlpha
  case counters
  /// The plain HTTP route, which is in no table.
  case plain
  /// Any method of `GuestServices`, which stand behind all others in the table.
  case guest

  init(_ method: GreeterMethod) {
    guard let same = ServerMethod(rawValue: method.rawValue) else {
      preconditionFailure("the greeter's method \(method) is not here")
    }
    self = same
  }

  /// The path by which the table finds it.
  var path: String {
    switch self {
    case .sayHello: GreeterMethod.sayHello.path
    case .sayHelloServerStream: GreeterMethod.sayHelloServerStream.path
    case .sayHelloClientStream: GreeterMethod.sayHelloClientStream.path
    case .sayHelloBidi: GreeterMethod.sayHelloBidi.path
    case .echo: GreeterMethod.echo.path
    case .healthCheck: GreeterMethod.healthCheck.path
    case .healthWatch: "/grpc.health.v1.Health/Watch"
    case .healthList: "/grpc.health.v1.Health/List"
    case .reflection: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
    case .reflectionAlpha: "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
    case .counters: "/grpcbench.Server/Counters"
    case .plain: "/"
    case .guest: ""
    }
  }

  var kind: MethodKind {
    switch self {
    case .sayHello, .echo, .healthCheck, .healthList, .counters: .unary
    case .sayHelloServerStream, .healthWatch: .serverStreaming
    // A plain request has a body of any length and one answer.
    case .sayHelloClientStream, .plain: .clientStreaming
    case .sayHelloBidi, .reflection, .reflectionAlpha: .bidirectional
    // What a guest makes of its requests is its own affair.
    case .guest: .bidirectional
    }
  }

  /// Whether it is the server's work, which the laboratory may disturb; the others say how the
  /// server is, and stay as they are.
  var isWork: Bool { rawValue <= ServerMethod.echo.rawValue }

  /// Whether its calls leave the usual way without the laboratory's doing.
  var isSpecial: Bool {
    switch self {
    case .counters, .healthWatch, .reflection, .reflectionAlpha, .plain, .guest: true
    default: false
    }
  }

  /// Whether a client that takes no answers may send a window's worth of requests, and no more.
  var holdsWindow: Bool { self == .sayHelloBidi || self == .guest }

  /// Whether its answer depends on which services there are.
  var tellsServices: Bool { self == .healthCheck || self == .healthList }

  /// The methods of the method table.
  static let own = allCases.filter { $0 != .plain && $0 != .guest }

  /// The services, by their full names.
  static let services = [
    "greet.Greeter", "greet.Payloads", "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection", "grpcbench.Server",
  ]
}
