import Bytes

/// A way to a server through a proxy: what is asked of it, and the words for what it answers.
public struct Tunnel: Sendable, Equatable {
  /// The proxy as people write it: `127.0.0.1:3128`.
  public let proxy: String
  /// The server's host and port.
  public let destination: String
  let request: [UInt8]
  /// The password and what `Basic` makes of it, which an answer might repeat.
  private let secrets: [String]

  /// - Parameters:
  ///   - proxy: The proxy's host and port, for messages.
  ///   - destination: The server's host and port, IPv6 in brackets, without blanks and control
  ///     characters.
  ///   - user: Who asks (RFC 7617), with the password; nil to say nothing.
  ///   - password: The password.
  public init(proxy: String, destination: String, user: String?, password: String = "") {
    precondition(destination.utf8.allSatisfy { $0 > 32 && $0 < 127 }, "CONNECT \(destination)")
    self.proxy = proxy
    self.destination = destination
    var lines = ["CONNECT \(destination) HTTP/1.1", "Host: \(destination)"]
    var secrets: [String] = []
    if let user {
      let pair = Base64.encode(Array("\(user):\(password)".utf8))
      lines.append("Proxy-Authorization: Basic \(pair)")
      secrets = [pair, password].filter { !$0.isEmpty }
    }
    self.secrets = secrets
    request = Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// Why there is no tunnel, in one line with what to do.
  func trouble(_ answer: TunnelAnswer) -> String? {
    switch answer {
    case .incomplete, .open: nil
    case .nonsense(let words): "proxy \(proxy): \(words); check its address"
    case .refused(let status, let words):
      "proxy \(proxy) refused CONNECT to \(destination): \(masked(words))\(advice(status))"
    }
  }

  private func masked(_ words: String) -> String {
    secrets.reduce(words) { $0.replacing($1, with: "***") }
  }

  private func advice(_ status: Int) -> String {
    switch status {
    case 407 where !secrets.isEmpty: "; it does not accept the user and password that it was given"
    case 407: "; give user and password (--proxy http://user:password@\(proxy))"
    case 403: "; its rules forbid this host, port or method"
    case 400, 404, 405, 501: "; is it a proxy, and does it allow CONNECT?"
    case 502, 503, 504: "; it cannot reach that server"
    default: ""
    }
  }
}

/// A tunnel that is being made: how much has been asked, and what has been answered.
public struct TunnelOpening: Sendable {
  /// How far it has come.
  public enum Progress: Sendable, Equatable {
    case waiting
    case open
    case failed(String)
  }

  public let tunnel: Tunnel
  private var sent = 0

  public init(_ tunnel: Tunnel) {
    self.tunnel = tunnel
  }

  /// Asks, and reads the answer; not a byte behind it, because that is the server's.
  ///
  /// - Parameters:
  ///   - socket: Connected to the proxy.
  ///   - hasEnded: The proxy sends nothing more.
  /// - Returns: How far it has come.
  public mutating func advance(_ socket: borrowing Socket, hasEnded: Bool) -> Progress {
    while sent < tunnel.request.count {
      switch socket.send(tunnel.request[sent...]) {
      case .moved(let count): sent += count
      case .wouldBlock: return .waiting
      case .closed: return .failed(silence)
      case .failed(let code): return .failed(broken(code))
      }
    }
    var answer = [UInt8](repeating: 0, count: TunnelAnswer.longest)
    switch socket.peek(into: &answer) {
    case .moved(let count): return read(answer.span.extracting(0..<count), socket, hasEnded)
    case .wouldBlock: return .waiting
    case .closed: return .failed(silence)
    case .failed(let code): return .failed(broken(code))
    }
  }

  private func read(
    _ bytes: Span<UInt8>,
    _ socket: borrowing Socket,
    _ hasEnded: Bool
  ) -> Progress {
    let answer = TunnelAnswer(bytes)
    if let trouble = tunnel.trouble(answer) { return .failed(trouble) }
    guard case .open(let count) = answer else {
      return hasEnded ? .failed(silence) : .waiting
    }
    socket.skip(count)
    return .open
  }

  private var silence: String {
    "proxy \(tunnel.proxy) closed the connection without an answer to CONNECT; "
      + "is it an HTTP proxy?"
  }

  private func broken(_ code: Int32) -> String {
    "proxy \(tunnel.proxy): the connection broke: \(SystemError.text(code))"
  }
}
