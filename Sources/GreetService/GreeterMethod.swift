/// The methods that both ends know, in the order of the server's method table.
public enum GreeterMethod: Int, CaseIterable, Sendable {
  case sayHello
  case healthCheck

  /// The `:path` of a call of the method, such as `/greet.Greeter/SayHello`.
  public var path: String {
    switch self {
    case .sayHello: "/greet.Greeter/SayHello"
    case .healthCheck: "/grpc.health.v1.Health/Check"
    }
  }
}
