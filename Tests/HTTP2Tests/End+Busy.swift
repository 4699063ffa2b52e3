@testable import HTTP2

extension End {
  /// A connection that has a stream in each state of RFC 9113 §5.1.
  ///
  /// On both roles: 1 is open, 5 is over, 7 was reset by us, 9 was reset by the peer, 11 is idle.
  /// On a server 3 was ended by the peer; on a client it has had the response's head.
  static func busy(_ role: Role, _ configuration: Configuration = .test) -> End {
    let end = End.ready(role, configuration)
    switch role {
    case .server:
      _ = end.receive(
        Wire.headers(1, .request) + Wire.headers(3, .request, end: true)
          + Wire.headers(5, .request, end: true) + Wire.headers(7, .request)
          + Wire.headers(9, .request) + Wire.reset(9, 8)
      )
      if let stream = end.stream(5) {
        end.connection.respond(stream, fields: .response, endStream: true)
      }
    case .client:
      _ = end.open()
      for _ in 0..<4 { _ = end.open(end: true) }
      _ = end.receive(
        Wire.headers(3, .response) + Wire.headers(5, .response, end: true) + Wire.reset(9, 8)
      )
    }
    if let stream = end.stream(7) { end.connection.reset(stream, .cancel) }
    _ = end.sent()
    return end
  }
}

extension Role {
  static let both = [Role.client, .server]
}
