import Bytes
import GRPC
import HTTP2
import Scenarios

/// What goes wrong on purpose.
extension ServerSession {
  /// Ends a call that leaves the usual way, once its responses are sent.
  ///
  /// - Returns: Whether it has ended; if not, it ends as any call does.
  mutating func finishSpecially(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    if calls[slot].method == .plain {
      finishPlainly(stream)
      return true
    }
    // Who looks changes nothing.
    if calls[slot].method == .counters { tally.calls -= 1 }
    guard treatments[slot].isOn, let fault = treatments[slot].fault else { return false }
    strike(stream, fault)
    return true
  }

  /// Ends a call by its fault.
  mutating func strike(_ stream: Stream, _ fault: Fault) {
    let slot = Int(stream.slot)
    treatments[slot].fault = nil
    let hasHead = fault.point != .beforeHead && !mustPrecede(fault, slot)
    if hasHead, !calls[slot].hasHead { respond(stream) }
    switch fault.act {
    case .status(let number, let hasDetails):
      guard let code = StatusCode(rawValue: number) else {
        preconditionFailure("the fault's status \(number) is none")
      }
      let status = Status(code, Fault.words)
      refuse(stream, status, hasDetails: hasDetails)
    case .noStatus:
      endWithoutStatus(stream)
    case .reset(let number):
      count(stream, .reset)
      forget(stream)
      http.reset(stream, ErrorCode(rawValue: number))
    case .drop:
      count(stream, .dropped)
      forget(stream)
      isDropped = true
    case .goAway:
      preconditionFailure("a GOAWAY ends no call")
    }
  }

  private mutating func endWithoutStatus(_ stream: Stream) {
    let slot = Int(stream.slot)
    count(stream, .noStatus)
    let hasHead = calls[slot].hasHead
    let isConnect = calls[slot].dialect.isConnect
    let head = head(slot)
    forget(stream)
    if isConnect {
      // An HTTP status that says nothing is as near as Connect comes to no status.
      http.respond(stream, fields: [HeaderField(":status", "500")], endStream: true)
    } else if hasHead {
      let none: [UInt8] = []
      _ = http.send(none.span, on: stream.slot, endStream: true)
    } else {
      http.respond(stream, fields: head, endStream: true)
    }
    if http.isOpen(stream) { http.reset(stream, .noError) }
  }

  /// Says that the connection will go: gracefully, so that a call that crosses the news is still
  /// taken (gRPC A9 and RFC 9113 §6.8), or at once.
  ///
  /// - Parameters:
  ///   - isGraceful: Two frames, with a PING between them; one frame otherwise.
  ///   - reason: Why, for people to read.
  mutating func leave(isGraceful: Bool, reason: StaticString = "graceful stop") {
    guard leaving == .no else { return }
    farewell = reason
    http.goAway(isFinal: !isGraceful, reason: reason)
    leaving = isGraceful ? .announced : .final
    if isGraceful { http.ping(Self.leavingPing) }
  }

  /// A PING of ours has come back: if it was the one that followed the first GOAWAY, the client has
  /// heard that we will go, and what it has sent before is here.
  mutating func heard(_ ping: UInt64) {
    if ping == Self.leavingPing { leaveForGood() } else { heardPing(ping) }
  }

  /// Fixes the last stream of a connection that has said that it will go.
  mutating func leaveForGood() {
    guard leaving == .announced else { return }
    http.goAway(reason: farewell)
    leaving = .final
  }

  static let leavingPing: UInt64 = 0x6772_7063_6265_6e63

  /// Nothing more is to be done on the connection than to send what is made.
  var isOver: Bool { http.failure != nil || (leaving == .final && http.openStreams == 0) }
}

extension Status {
  /// `grpc-status-details-bin`: a serialized google.rpc.Status (code 1, message 2, details 3) with
  /// one google.protobuf.Any, a google.rpc.ErrorInfo (reason 1, domain 2).
  var details: HeaderField {
    let type = Array("type.googleapis.com/\(Self.infoType)".utf8)
    let any = Self.field(1, type) + Self.field(2, Self.info)
    let bytes =
      [0x08, code.rawValue] + Self.field(2, Array(message.utf8)) + Self.field(3, any)
    let text = Base64.encodeBare(bytes.span)
    return HeaderField("grpc-status-details-bin", text)
  }

  static let infoType = "google.rpc.ErrorInfo"
  static let info = field(1, Array("ORDERED".utf8)) + field(2, Array("grpcbench".utf8))

  /// A field of protobuf that has a length below 128.
  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 128, "a field of \(bytes.count) bytes")
    return [number << 3 | 2, UInt8(bytes.count)] + bytes
  }
}
