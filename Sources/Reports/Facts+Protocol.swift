internal import Bytes
internal import Results
internal import Scenarios

/// How calls went over the connections, where it was not gRPC with protobuf.
extension Facts {
  /// `Connect over HTTP/1.1 with JSON, 100 connections, one call each`; nil for gRPC with protobuf.
  var wires: String? {
    guard let callProtocol, let encoding, (callProtocol, encoding) != (.grpc, .protobuf) else {
      return nil
    }
    var text =
      switch callProtocol {
      case .grpc: "gRPC"
      case .connect: "Connect over HTTP/2"
      case .http1: "Connect over HTTP/1.1"
      }
    if encoding == .json { text += " with JSON" }
    guard callProtocol == .http1, case .integer(let count)? = result.scenario["connections"]
    else { return text }
    let connections = count == 1 ? "1 connection" : "\(count) connections"
    return "\(text), \(connections), one call each"
  }

  /// What the question says; nil in documents of a time in which there was no choice.
  var callProtocol: CallProtocol? {
    result.scenario["protocol"]?.string.flatMap { CallProtocol(rawValue: $0) }
  }

  var encoding: MessageFormat? {
    result.scenario["encoding"]?.string.flatMap { MessageFormat(rawValue: $0) }
  }
}
