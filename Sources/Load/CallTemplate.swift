import Bytes
import GRPC
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Timing

/// What every call of one kind sends, made before the run: its header list, its framed messages,
/// and how they are played.
struct CallTemplate: Sendable {
  private(set) var header: HeaderTemplate
  /// Metadata that differs from call to call.
  let varying: [Request.MetadataField]
  let pool: MessagePool
  let shape: Shape
  /// What writes messages anew and reads those of the server; nil where that is done before the run.
  let live: LiveCodec?
  /// What the server's messages must be, where that is looked at.
  let expectation: Expectation?
  /// Time that each call has from its intended start; nil when it has any.
  let deadline: Nanoseconds?
  /// The longest message that is taken.
  let maxMessageSize: Int
  /// The whole request is the same bytes each time, and the answer one message.
  let isPlain: Bool

  static let userAgent = "grpc-swift-grpcbench/\(LoadGenerator.version)"

  /// Requests above this go through the pool, which all connections share.
  static let mostPlainBytes = 16_384

  init(_ call: PlannedCall, _ plan: Plan, scheme: String = "http", authority: String) throws {
    var fields = [
      HeaderField(":method", "POST"), HeaderField(":scheme", scheme),
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
    if call.request.compression == .gzip {
      fields.append(HeaderField("grpc-encoding", "gzip"))
      fields.append(HeaderField("grpc-accept-encoding", "identity,gzip"))
    }
    if let count = Self.asked(call) { fields.append(HeaderField("grpcbench-messages", count)) }
    for field in call.request.metadata where !VaryingMetadata.varies(field) {
      fields.append(HeaderField(field.name, field.value))
    }
    header = HeaderTemplate(fields)
    varying = call.request.metadata.filter { VaryingMetadata.varies($0) }
    shape = Shape(call, plan.codec)
    deadline = call.deadline
    maxMessageSize = plan.maxMessageSize
    let messages = try RequestMessages(call.request, seed: plan.seed)
    expectation = Expectation(call, messages)
    live = LiveCodec(call, messages.bodies, plan.codec, .protobuf)
    pool = MessagePool(messages.framed, repeated: shape.streams && shape.sent > 1)
    isPlain =
      shape.isPlain && varying.isEmpty && pool.count == 1 && pool.bytes.count <= Self.mostPlainBytes
  }

  /// The same for another server.
  func addressed(to destination: Destination) -> CallTemplate {
    var copy = self
    let place = [
      HeaderField(":scheme", destination.scheme), HeaderField(":authority", destination.authority),
    ]
    copy.header = HeaderTemplate(
      header.fields.map { field in place.first { $0.name == field.name } ?? field }
    )
    return copy
  }

  /// How many messages the reference server is asked for.
  private static func asked(_ call: PlannedCall) -> String? {
    guard call.method.path == GreeterMethod.sayHelloServerStream.path else { return nil }
    return call.messages.received.map { String($0) }
  }

  /// The templates of a plan's calls, in their order.
  static func all(
    _ plan: Plan,
    scheme: String = "http",
    authority: String
  ) throws -> [CallTemplate] {
    try plan.calls.map { try CallTemplate($0, plan, scheme: scheme, authority: authority) }
  }
}
