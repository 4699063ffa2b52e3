/// The methods of gRPC's interoperability tests that a server has, in the order of their numbers.
enum TestMethod: Int, CaseIterable {
  case emptyCall
  case unaryCall
  case cacheableUnaryCall
  case streamingOutputCall
  case streamingInputCall
  case fullDuplexCall
  case halfDuplexCall

  /// The `:path` of its calls.
  var path: String {
    switch self {
    case .emptyCall: "/grpc.testing.TestService/EmptyCall"
    case .unaryCall: "/grpc.testing.TestService/UnaryCall"
    case .cacheableUnaryCall: "/grpc.testing.TestService/CacheableUnaryCall"
    case .streamingOutputCall: "/grpc.testing.TestService/StreamingOutputCall"
    case .streamingInputCall: "/grpc.testing.TestService/StreamingInputCall"
    case .fullDuplexCall: "/grpc.testing.TestService/FullDuplexCall"
    case .halfDuplexCall: "/grpc.testing.TestService/HalfDuplexCall"
    }
  }

  /// Whether the client sends exactly one message.
  var takesOne: Bool {
    switch self {
    case .emptyCall, .unaryCall, .cacheableUnaryCall, .streamingOutputCall: true
    case .streamingInputCall, .fullDuplexCall, .halfDuplexCall: false
    }
  }
}

/// What no server has: calls of these end with UNIMPLEMENTED.
enum MissingMethod {
  static let ofTestService = "/grpc.testing.TestService/UnimplementedCall"
  static let ofNoService = "/grpc.testing.UnimplementedService/UnimplementedCall"
}
