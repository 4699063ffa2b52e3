import GRPC
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Timing

/// What every call of a run sends: its header list and its framed message, made before the run.
struct CallTemplate: Sendable {
  let header: HeaderTemplate
  /// The message behind its five-byte prefix.
  let message: [UInt8]

  static let userAgent = "grpc-swift-grpcbench/\(LoadGenerator.version)"

  init(_ plan: Plan, authority: String) throws {
    var fields = [
      HeaderField(":method", "POST"), HeaderField(":scheme", "http"),
      HeaderField(":path", plan.calls[0].method.path), HeaderField(":authority", authority),
    ]
    if let deadline = plan.calls[0].deadline {
      // Constant, so that it is indexed: a value that changed would cost more than all the rest.
      fields.append(HeaderField("grpc-timeout", Timeout(deadline).description))
    }
    fields += [
      HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
      HeaderField("user-agent", Self.userAgent),
    ]
    header = HeaderTemplate(fields)
    let request = Greet_HelloRequest.with { $0.name = plan.calls[0].request.name }
    let body: [UInt8] = try request.serializedBytes()
    var message: [UInt8] = []
    MessagePrefix(length: body.count).append(to: &message)
    self.message = message + body
  }
}
