import GRPC
import HTTP2
public import ReferenceServer

/// A way in which a server breaks the usual course of HTTP/2, for clients to cope with: the six of
/// gRPC's negative tests, by their names.
public enum Misbehaviour: String, CaseIterable, Sendable {
  /// Each connection says at its first call that it goes.
  case goaway
  /// The stream is reset with NO_ERROR behind the head.
  case resetAfterHeader = "rst_after_header"
  /// The stream is reset with NO_ERROR inside the message.
  case resetDuringData = "rst_during_data"
  /// The stream is reset with NO_ERROR behind the message, in the place of its trailers.
  case resetAfterData = "rst_after_data"
  /// Each part of the response waits until a PING is answered.
  case ping
  /// A connection takes one stream at a time.
  case maxStreams = "max_streams"

  /// What the server's connections need beside the service.
  public func adapt(_ options: inout ServerOptions) {
    if self == .maxStreams { options.maxConcurrentStreams = 1 }
  }
}

/// A `UnaryCall` that is answered rightly, and sent wrongly.
struct MisbehavingCall: GuestCall {
  let misbehaviour: Misbehaviour
  private var call: TestServiceCall
  /// The steps left, in reverse.
  private var script: [GuestStep]?

  init(_ misbehaviour: Misbehaviour, _ call: TestServiceCall) {
    self.misbehaviour = misbehaviour
    self.call = call
  }

  var initialMetadata: [HeaderField] { call.initialMetadata }
  var trailingMetadata: [HeaderField] { call.trailingMetadata }

  mutating func take(_ message: [UInt8], isCompressed: Bool) {
    call.take(message, isCompressed: isCompressed)
  }

  mutating func endRequests() {
    call.endRequests()
  }

  mutating func next() -> GuestStep {
    if script != nil { return script?.popLast() ?? .end(.ok) }
    let step = call.next()
    guard case .message(let message, let isCompressed) = step else { return step }
    script = Self.script(misbehaviour, message, isCompressed).reversed()
    return next()
  }

  private static func script(
    _ misbehaviour: Misbehaviour,
    _ message: [UInt8],
    _ isCompressed: Bool
  ) -> [GuestStep] {
    let whole = GuestStep.message(message, isCompressed: isCompressed)
    var framed: [UInt8] = []
    MessagePrefix(length: message.count).append(to: &framed)
    framed += message
    let half = framed.count / 2
    let first = GuestStep.bytes(Array(framed[..<half]))
    let second = GuestStep.bytes(Array(framed[half...]))
    return switch misbehaviour {
    case .goaway: [.goAway, whole]
    case .resetAfterHeader: [.head, .reset(.noError)]
    case .resetDuringData: [first, .reset(.noError)]
    case .resetAfterData: [whole, .reset(.noError)]
    case .ping: [.ping, .head, .ping, first, .ping, second, .ping]
    case .maxStreams: [whole]
    }
  }
}
