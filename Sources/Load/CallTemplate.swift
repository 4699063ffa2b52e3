import GRPC
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Timing

/// What every call of one kind sends, made before the run: its header list, its framed messages,
/// and how they are played.
struct CallTemplate: Sendable {
  let header: HeaderTemplate
  let pool: MessagePool
  let shape: Shape
  /// Time that each call has from its intended start; nil when it has any.
  let deadline: Nanoseconds?
  /// The longest message that is taken.
  let maxMessageSize: Int
  /// The whole request is the same bytes each time, and the answer one message.
  let isPlain: Bool

  static let userAgent = "grpc-swift-grpcbench/\(LoadGenerator.version)"

  /// Requests above this go through the pool, which all connections share.
  static let mostPlainBytes = 16_384

  init(_ call: PlannedCall, _ plan: Plan, authority: String) throws {
    var fields = [
      HeaderField(":method", "POST"), HeaderField(":scheme", "http"),
      HeaderField(":path", call.method.path), HeaderField(":authority", authority),
    ]
    if let deadline = call.deadline {
      // Constant, so that it is indexed: a value that changed would cost more than all the rest.
      fields.append(HeaderField("grpc-timeout", Timeout(deadline).description))
    }
    fields += [
      HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
      HeaderField("user-agent", Self.userAgent),
    ]
    if let count = Self.asked(call) { fields.append(HeaderField("grpcbench-messages", count)) }
    header = HeaderTemplate(fields)
    shape = Shape(call)
    deadline = call.deadline
    maxMessageSize = plan.maxMessageSize
    let messages = try RequestMessages(call.request, seed: plan.seed)
    pool = MessagePool(messages.framed, repeated: shape.streams && shape.sent > 1)
    isPlain = shape.isPlain && pool.count == 1 && pool.bytes.count <= Self.mostPlainBytes
  }

  /// How many messages the reference server is asked for.
  private static func asked(_ call: PlannedCall) -> String? {
    guard call.method.path == "/greet.Greeter/SayHelloServerStream" else { return nil }
    return call.messages.received.map { String($0) }
  }

  /// The templates of a plan's calls, in their order.
  static func all(_ plan: Plan, authority: String) throws -> [CallTemplate] {
    try plan.calls.map { try CallTemplate($0, plan, authority: authority) }
  }
}
