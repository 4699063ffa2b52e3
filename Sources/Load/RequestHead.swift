import Bytes
import Connect
import GRPC
import HTTP2
import Scenarios
import Timing

/// The fields that all calls of one kind send, by the protocol.
enum RequestHead {
  /// What gRPC's clients are to say of themselves begins with its name.
  static let grpcAgent = "grpc-swift-grpcbench/\(LoadGenerator.version)"
  static let agent = "grpcbench/\(LoadGenerator.version)"

  /// Those of HTTP/2: pseudo-header fields first.
  static func fields(
    _ call: PlannedCall,
    _ plan: Plan,
    scheme: String,
    authority: String
  ) -> [HeaderField] {
    let start = [
      HeaderField(":method", "POST"), HeaderField(":scheme", scheme),
      HeaderField(":path", call.method.path), HeaderField(":authority", authority),
    ]
    let own = plan.protocol == .grpc ? grpc(call, plan) : connect(call, plan)
    return start + own + metadata(call)
  }

  /// The head of a request over HTTP/1.1, without its last line break.
  static func text(
    _ fields: [HeaderField],
    length: Int
  ) -> [UInt8] {
    let value = { (name: String) in
      fields.first { $0.name == Array(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
        ?? ""
    }
    var text = "POST \(value(":path")) HTTP/1.1\r\nhost: \(value(":authority"))\r\n"
    for field in fields where field.name.first != UInt8(ascii: ":") {
      let name = String(decoding: field.name, as: UTF8.self)
      text += "\(name): \(String(decoding: field.value, as: UTF8.self))\r\n"
    }
    return Array("\(text)content-length: \(length)\r\n".utf8)
  }

  private static func grpc(_ call: PlannedCall, _ plan: Plan) -> [HeaderField] {
    var fields: [HeaderField] = []
    if let deadline = call.deadline {
      // Constant, so that it is indexed: a value that changed would cost more than all the rest.
      fields.append(HeaderField("grpc-timeout", Timeout(deadline).description))
    }
    fields += [
      HeaderField("te", "trailers"),
      HeaderField(
        "content-type",
        plan.encoding == .json ? "application/grpc+json" : "application/grpc"
      ),
      HeaderField("user-agent", grpcAgent),
    ]
    if call.request.compression == .gzip {
      fields.append(HeaderField("grpc-encoding", "gzip"))
      fields.append(HeaderField("grpc-accept-encoding", "identity,gzip"))
    }
    if let count = asked(call) { fields.append(HeaderField("grpcbench-messages", count)) }
    return fields
  }

  /// Connect's unary requests.
  private static func connect(_ call: PlannedCall, _ plan: Plan) -> [HeaderField] {
    UnaryRequest.fields(plan.encoding, timeout: call.deadline).map { HeaderField($0, $1) }
      + [HeaderField("user-agent", agent)]
  }

  private static func metadata(_ call: PlannedCall) -> [HeaderField] {
    call.request.metadata.filter { !VaryingMetadata.varies($0) }
      .map { HeaderField($0.name, $0.value) }
  }

  /// How many messages the reference server is asked for.
  private static func asked(_ call: PlannedCall) -> String? {
    guard call.method.path == "/greet.Greeter/SayHelloServerStream" else { return nil }
    return call.messages.received.map { String($0) }
  }
}
