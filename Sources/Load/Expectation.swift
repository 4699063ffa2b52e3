import Bytes
import GreetService
import Scenarios
import SwiftProtobuf

/// What the messages of the server must be: in protobuf byte by byte; in JSON, and in a payload,
/// by what they mean, because the order of keys is free there.
struct Expectation: Sendable {
  private enum Kind {
    /// Each is the message that it answers.
    case echo
    /// Each is the payload that was sent, whatever the order of what has none.
    case payload(Greet_Payload)
    /// Each greets the name of the message that it answers.
    case greeting
    /// The one message greets all names.
    case allNames
  }

  private let kind: Kind
  private let bodies: [[UInt8]]
  private let sent: Int
  private let encoding: MessageFormat
  private let isPayload: Bool

  init?(
    _ call: PlannedCall,
    _ messages: RequestMessages,
    _ encoding: MessageFormat = .protobuf
  ) {
    guard call.messages.verify else { return nil }
    bodies = messages.bodies
    sent = call.messages.sent
    self.encoding = encoding
    isPayload = call.method.path == GreeterMethod.echo.path
    if let name = call.request.payload, let payload = try? Greet_Payload(name) {
      kind = .payload(payload)
      return
    }
    switch GreeterMethod.allCases.first(where: { $0.path == call.method.path }) {
    case .sayHello, .sayHelloServerStream, .sayHelloBidi: kind = .greeting
    case .sayHelloClientStream: kind = .allNames
    case .echo, .healthCheck, nil: kind = .echo
    }
  }

  /// Whether a message is the answer to a call.
  ///
  /// - Parameters:
  ///   - body: The message, decompressed.
  ///   - number: The messages of the call before it.
  ///   - first: The pool's message with which the call began.
  ///   - sendsOne: All answer the call's one message.
  /// - Returns: Whether it is.
  func isMet(by body: [UInt8], number: Int, first: Int, sendsOne: Bool) -> Bool {
    let request = bodies[(first + (sendsOne ? 0 : number)) % bodies.count]
    switch kind {
    case .echo: return body == request || encoding == .json && means(body, request)
    case .payload(let payload):
      return body == request
        || MessageCodec.decode(Greet_Payload.self, body.span, encoding) == payload
    case .greeting: return greets(body, name(request))
    case .allNames:
      let names = (0..<sent).map { name(bodies[(first + $0) % bodies.count]) }
      return greets(body, names.joined(separator: ", "))
    }
  }

  private func name(_ request: [UInt8]) -> String {
    MessageCodec.decode(Greet_HelloRequest.self, request.span, encoding)?.name ?? ""
  }

  private func greets(_ body: [UInt8], _ name: String) -> Bool {
    let expected = Greet_HelloResponse.with { $0.message = "Hello, \(name)!" }
    guard encoding == .json else {
      return MessageCodec.encode(expected, encoding) == body
    }
    return MessageCodec.decode(Greet_HelloResponse.self, body.span, .json) == expected
  }

  /// Whether two texts of JSON mean the same: as payloads, or as JSON values where the message is
  /// not known.
  private func means(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    isPayload ? same(Greet_Payload.self, one, other) : same(Google_Protobuf_Value.self, one, other)
  }

  private func same<M: Message & Equatable>(
    _ type: M.Type,
    _ one: [UInt8],
    _ other: [UInt8]
  ) -> Bool {
    guard let one = MessageCodec.decode(type, one.span, .json) else { return false }
    return one == MessageCodec.decode(type, other.span, .json)
  }
}
