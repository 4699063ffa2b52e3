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
  /// How many different messages there are.
  let count: Int
  private let format: MessageFormat
  private let isFramed: Bool

  /// The messages whose bytes these are; nil where the plan has none written anew.
  init?(_ call: PlannedCall, _ plan: Plan, _ bodies: [[UInt8]]) throws(Complaint) {
    guard plan.codec == .live else { return nil }
    format = plan.encoding
    isFramed = plan.protocol == .grpc
    count = bodies.count
    messages =
      call.method.path == GreeterMethod.echo.path
      ? .payloads(try Self.decoded(bodies, call, plan.encoding))
      : .names(try Self.decoded(bodies, call, plan.encoding))
  }

  private static func decoded<M: JSONMessage>(
    _ bodies: [[UInt8]],
    _ call: PlannedCall,
    _ format: MessageFormat
  ) throws(Complaint) -> [M] {
    var messages: [M] = []
    for body in bodies {
      guard let message = MessageCodec.decode(M.self, body.span, format) else {
        throw Complaint(
          "codec live is for messages that \(call.method) takes, which \(body.count) bytes of its "
            + "request are not; write codec: prepared"
        )
      }
      messages.append(message)
    }
    return messages
  }

  /// Writes a message anew, in gRPC behind its prefix.
  ///
  /// The message is the same value each time, so that its bytes are too: the order of what has none
  /// is that of its storage.
  ///
  /// - Parameters:
  ///   - variant: Its place among the pool's messages, which may be there several times.
  ///   - bytes: What is replaced by it.
  func write(_ variant: Int, into bytes: inout [UInt8]) {
    let body = body(variant)
    bytes.removeAll(keepingCapacity: true)
    if isFramed { MessagePrefix(length: body.count).append(to: &bytes) }
    bytes.append(body.span)
  }

  /// A message, written anew.
  func body(_ variant: Int) -> [UInt8] {
    let body: [UInt8]? =
      switch messages {
      case .names(let names): MessageCodec.encode(names[variant % count], format)
      case .payloads(let payloads): MessageCodec.encode(payloads[variant % count], format)
      }
    // What was read is not too long to be written.
    guard let body else { preconditionFailure("a message that was read cannot be written") }
    return body
  }

  /// Reads a message of the server.
  ///
  /// - Parameters:
  ///   - body: Its bytes.
  ///   - number: The messages of the call before it.
  /// - Returns: What the call ends with when it is none.
  func read(_ body: Span<UInt8>, number: UInt32) -> Status? {
    let isRead =
      switch messages {
      case .names: MessageCodec.decode(Greet_HelloResponse.self, body, format) != nil
      case .payloads: MessageCodec.decode(Greet_Payload.self, body, format) != nil
      }
    guard !isRead else { return nil }
    return Status(
      .internal,
      "the answer is no \(format.spoken) message that the method gives: "
        + "message \(number + 1) of the server, \(body.count) bytes"
    )
  }
}

extension CallBook {
  /// Writes a message of a kind anew, where the plan has that.
  ///
  /// - Returns: Whether it is written.
  mutating func write(_ variant: Int, _ kind: Int) -> Bool {
    guard pages[kind].template.shape.isLive else { return false }
    pages[kind].template.live?.write(variant, into: &written)
    let start = pages[kind].template.pool.start(of: variant)
    let count = pages[kind].template.pool.ends[variant] - start
    precondition(written.count == count, "\(written.count) bytes in place of \(count)")
    return true
  }
}
