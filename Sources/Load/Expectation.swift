import GreetService
import Scenarios
import SwiftProtobuf

/// What the messages of the server must be.
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

  init?(_ call: PlannedCall, _ messages: RequestMessages) {
    guard call.messages.verify else { return nil }
    bodies = messages.bodies
    sent = call.messages.sent
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
  /// - Returns: Whether every byte is as expected, or for a payload all that it means.
  func isMet(by body: [UInt8], number: Int, first: Int, sendsOne: Bool) -> Bool {
    let request = bodies[(first + (sendsOne ? 0 : number)) % bodies.count]
    switch kind {
    case .echo: return body == request
    case .payload(let payload):
      return body == request || (try? Greet_Payload(serializedBytes: body)) == payload
    case .greeting: return body == greeting(name(request))
    case .allNames:
      let names = (0..<sent).map { name(bodies[(first + $0) % bodies.count]) }
      return body == greeting(names.joined(separator: ", "))
    }
  }

  private func name(_ request: [UInt8]) -> String {
    (try? Greet_HelloRequest(serializedBytes: request).name) ?? ""
  }

  private func greeting(_ name: String) -> [UInt8] {
    let response = Greet_HelloResponse.with { $0.message = "Hello, \(name)!" }
    return (try? response.serializedBytes()) ?? []
  }
}
