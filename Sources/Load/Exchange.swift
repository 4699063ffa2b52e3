import Bytes
import HTTP1

/// What a connection of HTTP/1.1 is to its channel: the protocol's state, and the one call under
/// way.
struct Exchange: ~Copyable {
  /// In the place of a call.
  static let noCall = UInt32.max

  var http: HTTP1.Connection
  /// The call whose answer is awaited.
  var call = Exchange.noCall
  /// A head has come: HTTP/1.1 is spoken here, whatever a body may look like.
  var hasHead = false

  init() {
    var limits = HTTP1.Limits()
    // The length of messages is limited by the call, which then says so.
    limits.maxBody = 1 << 40
    http = HTTP1.Connection(role: .client, limits: limits)
  }

  /// Whether a call may begin.
  var isFree: Bool { call == Self.noCall && http.isIdle }

  var hasFailed: Bool { http.failure != nil }

  var calls: Int { call == Self.noCall ? 0 : 1 }

  /// The verdict on a head behind which the message follows.
  static let messageFollows: UInt32 = 1
}
