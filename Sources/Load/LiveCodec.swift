import Bytes
import GRPC
import GreetService
import Scenarios

/// The messages of a kind of call as messages, to be written anew for each call; and the type of
/// those that answer them.
struct LiveCodec: Sendable {
  private enum Messages {
    case names([Greet_HelloRequest])
    case payloads([Greet_Payload])
  }

  private let messages: Messages
  private let count: Int
  private let format: MessageFormat

  /// The messages whose bytes these are; nil where the plan has none written anew.
  init?(_ call: PlannedCall, _ bodies: [[UInt8]], _ codec: CodecWork, _ format: MessageFormat) {
    guard codec == .live else { return nil }
    self.format = format
    count = bodies.count
    if call.method.path == GreeterMethod.echo.path {
      messages = .payloads(bodies.map { Self.decoded(Greet_Payload.self, $0, format) })
    } else {
      messages = .names(bodies.map { Self.decoded(Greet_HelloRequest.self, $0, format) })
    }
  }

  private static func decoded<M: JSONMessage>(
    _ type: M.Type,
    _ bytes: [UInt8],
    _ format: MessageFormat
  ) -> M {
    guard let message = MessageCodec.decode(type, bytes.span, format) else {
      preconditionFailure("a message of \(bytes.count) bytes that we have made cannot be read")
    }
    return message
  }

  /// A message behind its prefix, written anew.
  ///
  /// - Parameter variant: Its place among the pool's messages, which may be there several times.
  /// - Returns: The same bytes each time.
  func message(_ variant: Int) -> [UInt8] {
    let body: [UInt8]? =
      switch messages {
      case .names(let names): MessageCodec.encode(names[variant % count], format)
      case .payloads(let payloads): MessageCodec.encode(payloads[variant % count], format)
      }
    // What was written once is not too long the second time.
    guard let body else { preconditionFailure("a message that was written before is not now") }
    var message: [UInt8] = []
    message.reserveCapacity(MessagePrefix.byteCount + body.count)
    MessagePrefix(length: body.count).append(to: &message)
    message.append(body.span)
    return message
  }

  /// Reads a message of the server.
  ///
  /// - Returns: Whether it is one.
  func reads(_ body: Span<UInt8>) -> Bool {
    switch messages {
    case .names: MessageCodec.decode(Greet_HelloResponse.self, body, format) != nil
    case .payloads: MessageCodec.decode(Greet_Payload.self, body, format) != nil
    }
  }
}
