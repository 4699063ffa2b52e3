/// An implementation of gRPC that is not ours, and its programs.
enum ForeignGRPC: String, CaseIterable {
  case grpcio = "grpcio"
  case cpp = "grpc++"

  var isThere: Bool { self == .grpcio ? Peer.hasPython : Peer.hasCPP }

  /// A server of test.Echo.
  var echo: [String] {
    self == .grpcio ? Peer.script("echo_server") : [Peer.path(".build-peers/echo_server")]
  }

  /// A client that plays every kind of call of greet.Greeter.
  func client(_ arguments: [String]) -> [String] {
    let program =
      self == .grpcio
      ? Peer.script("streams_client") : [Peer.path(".build-peers/streams_client")]
    return program + arguments
  }
}
