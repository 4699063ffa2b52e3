/// The methods that both ends know, in the order of the server's method table.
public enum GreeterMethod: Int, CaseIterable, Sendable {
  case sayHello
  case sayHelloServerStream
  case sayHelloClientStream
  case sayHelloBidi
  case echo
  case healthCheck

  /// The `:path` of a call of the method, such as `/greet.Greeter/SayHello`.
  public var path: String {
    switch self {
    case .sayHello: "/greet.Greeter/SayHello"
    case .sayHelloServerStream: "/greet.Greeter/SayHelloServerStream"
    case .sayHelloClientStream: "/greet.Greeter/SayHelloClientStream"
    case .sayHelloBidi: "/greet.Greeter/SayHelloBidi"
    case .echo: "/greet.Payloads/Echo"
    case .healthCheck: "/grpc.health.v1.Health/Check"
    }
  }

  public var kind: MethodKind {
    switch self {
    case .sayHello, .echo, .healthCheck: .unary
    case .sayHelloServerStream: .serverStreaming
    case .sayHelloClientStream: .clientStreaming
    case .sayHelloBidi: .bidirectional
    }
  }
}
