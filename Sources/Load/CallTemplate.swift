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
  let `protocol`: CallProtocol
  /// What HTTP/1.1 sends, where that is spoken.
  private(set) var text = RequestText()
  let pool: MessagePool
  let shape: Shape
  /// What writes messages anew and reads those of the server; nil where nothing does.
  let live: LiveCodec?
  /// What the server's messages must be, where that is looked at.
  let expectation: Expectation?
  /// Time that each call has from its intended start; nil when it has any.
  let deadline: Nanoseconds?
  /// The longest message that is taken.
  let maxMessageSize: Int
  /// The whole request is the same bytes each time on its stream, and the answer one message.
  let isPlain: Bool

  /// Requests above this go through the pool, which all connections share.
  static let mostPlainBytes = 16_384

  init(_ call: PlannedCall, _ plan: Plan, scheme: String = "http", authority: String) throws {
    header = HeaderTemplate(
      RequestHead.fields(call, plan, scheme: scheme, authority: authority)
    )
    `protocol` = plan.protocol
    varying = call.request.metadata.filter { VaryingMetadata.varies($0) }
    shape = Shape(call, plan.codec)
    deadline = call.deadline
    maxMessageSize = plan.maxMessageSize
    let prepared = try RequestMessages(
      call.request,
      plan.protocol,
      plan.encoding,
      seed: plan.seed
    )
    live = try LiveCodec(call, plan, prepared.bodies)
    let messages = live.map { RequestMessages($0) } ?? prepared
    expectation = Expectation(call, messages, plan.encoding)
    pool = MessagePool(messages.framed, repeated: shape.streams && shape.sent > 1)
    let isOneBlock =
      shape.isPlain && varying.isEmpty && pool.count == 1 && pool.bytes.count <= Self.mostPlainBytes
    isPlain = isOneBlock && plan.protocol.multiplexes
    if !plan.protocol.multiplexes {
      text = RequestText(header.fields, pool, isOneBlock: isOneBlock)
    }
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
    if !`protocol`.multiplexes {
      copy.text = RequestText(copy.header.fields, pool, isOneBlock: !text.block.isEmpty)
    }
    return copy
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
