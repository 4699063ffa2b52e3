/// How a call goes over a connection; raw values as in scenarios and results.
public enum CallProtocol: String, CaseIterable, Codable, Sendable {
  /// gRPC over HTTP/2.
  case grpc
  /// Connect's unary calls over HTTP/2: the message alone is the body.
  case connect
  /// The same over HTTP/1.1, whose connections stand from call to call and carry one at a time.
  case http1

  /// Many calls can be under way on one connection.
  public var multiplexes: Bool { self != .http1 }
}
