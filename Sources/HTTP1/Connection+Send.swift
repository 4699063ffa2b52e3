import Bytes

/// What is sent: whole messages, each in one piece.
extension Connection {
  /// Sends a client's request, head and body as they go over the wire.
  ///
  /// - Parameter bytes: A whole request, whose method is not HEAD or CONNECT.
  public mutating func request(_ bytes: Span<UInt8>) {
    precondition(role == .client && isIdle, "a request while another is under way")
    output.append(bytes)
    place = .head
  }

  /// Sends a client's request in parts.
  ///
  /// - Parameters:
  ///   - head: The request line and fields, each with its line break.
  ///   - fields: More fields, each with its line break.
  ///   - body: As long as the head says.
  public mutating func request(
    head: Span<UInt8>,
    _ fields: Span<UInt8>,
    body: Span<UInt8>
  ) {
    precondition(role == .client && isIdle, "a request while another is under way")
    output.append(head)
    output.append(fields)
    output.append("\r\n")
    output.append(body)
    place = .head
  }

  /// Answers the request that has come.
  ///
  /// An answer before the request has ended is the last one on this connection, or who knows where
  /// the next request begins.
  ///
  /// - Parameters:
  ///   - response: The status line and the fields that do not depend on the message.
  ///   - body: The message; empty for an answer without one.
  ///   - isHead: The request's method was HEAD: the body is told of and not sent.
  public mutating func respond(
    _ response: ResponseTemplate,
    _ body: Span<UInt8>,
    isHead: Bool = false
  ) {
    precondition(role == .server && !hasAnswered, "an answer that nobody waits for")
    if case .answering = place {
      place = nextPlace
    } else if owesEnd {
      hasAnswered = true
    } else {
      hasAnswered = true
      keepsAlive = false
      place = .over
    }
    write(response, body, isHead: isHead)
  }

  /// Begins the answer to a whole request, whose message comes in parts.
  ///
  /// - Parameters:
  ///   - response: The status line and the fields that do not depend on the message.
  ///   - count: Bytes of the message.
  public mutating func beginResponse(_ response: ResponseTemplate, count: Int) {
    guard role == .server, case .answering = place else {
      preconditionFailure("an answer in parts to a request that is not whole")
    }
    writeHead(response, count: count)
  }

  /// Sends a part of an answer's message; with the last one the next request may come.
  public mutating func send(_ part: Span<UInt8>, isLast: Bool) {
    output.append(part)
    if isLast { place = nextPlace }
  }

  /// The request that is under way is the last one of this connection.
  public mutating func lastExchange() {
    keepsAlive = false
  }

  private mutating func write(
    _ response: ResponseTemplate,
    _ body: Span<UInt8>,
    isHead: Bool
  ) {
    writeHead(response, count: body.count)
    if !isHead { output.append(body) }
  }

  private mutating func writeHead(_ response: ResponseTemplate, count: Int) {
    output.append(response.bytes.span)
    output.append("content-length: ")
    output.append(decimal: count)
    output.append(keepsAlive ? "\r\n\r\n" : "\r\nconnection: close\r\n\r\n")
  }

  mutating func sayContinue() {
    output.append("HTTP/1.1 100 Continue\r\n\r\n")
  }

  /// Tells a client what it did wrong, unless its request is answered already.
  public mutating func answer(_ violation: Violation) {
    guard !hasAnswered else { return }
    keepsAlive = false
    let response = ResponseTemplate(violation.status, [("content-type", "text/plain")])
    let reason = [UInt8]("bad request: \(violation.reason)\n".utf8)
    write(response, reason.span, isHead: false)
  }
}
