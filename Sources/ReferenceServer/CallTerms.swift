import Connect
import GRPC

/// All that the head of a request says about its call, in few enough bits to be remembered with
/// the head's bytes (`Connection.remember`).
struct CallTerms: Equatable {
  var method: ServerMethod
  var dialect = Dialect.grpc
  /// Compressed request messages are gzip; otherwise there may be none.
  var asksInGzip = false
  /// The response messages are compressed.
  var answersInGzip = false
  /// How many messages a server-streaming call is answered with.
  var messages = CallWishes.defaultMessages

  init(_ method: ServerMethod) {
    self.method = method
  }

  /// The terms of a call whose head was accepted.
  ///
  /// The response is compressed when the caller reads gzip and the call's metadata asks for it, or
  /// the server was told to, or the request may come compressed: one who pays to compress what it
  /// sends is short of bandwidth in both directions, and grpc-go answers in kind too.
  init(
    _ method: ServerMethod,
    _ call: IncomingCall,
    _ wishes: CallWishes,
    _ usual: MessageEncoding
  ) {
    self.init(method, call.encoding, acceptsGzip: call.acceptsGzip, wishes, usual)
    dialect = Dialect(isConnect: false, call.format)
    messages = wishes.messages
  }

  /// The same of a call of Connect's.
  init(
    _ method: ServerMethod,
    _ call: IncomingUnary,
    _ wishes: CallWishes,
    _ usual: MessageEncoding
  ) {
    self.init(method, call.encoding, acceptsGzip: call.acceptsGzip, wishes, usual)
    dialect = Dialect(isConnect: true, call.format)
  }

  private init(
    _ method: ServerMethod,
    _ encoding: MessageEncoding,
    acceptsGzip: Bool,
    _ wishes: CallWishes,
    _ usual: MessageEncoding
  ) {
    self.method = method
    asksInGzip = encoding == .gzip
    let wanted = wishes.compression ?? (asksInGzip ? .gzip : usual)
    answersInGzip = acceptsGzip && wanted == .gzip
  }

  /// The terms as a number above zero: method and 1 in four bits, two bits, the messages in 24, and
  /// the dialect in two.
  var verdict: UInt32 {
    UInt32(method.rawValue + 1) | (asksInGzip ? 1 << 4 : 0) | (answersInGzip ? 1 << 5 : 0)
      | UInt32(messages) << 6 | UInt32(dialect.rawValue) << 30
  }

  init(verdict: UInt32) {
    guard let method = ServerMethod(rawValue: Int(verdict & 15) - 1) else {
      preconditionFailure("no call has the verdict \(verdict)")
    }
    self.method = method
    asksInGzip = verdict & 1 << 4 != 0
    answersInGzip = verdict & 1 << 5 != 0
    messages = Int(verdict >> 6 & 0xff_ffff)
    guard let dialect = Dialect(rawValue: UInt8(verdict >> 30)) else {
      preconditionFailure("no call has the verdict \(verdict)")
    }
    self.dialect = dialect
  }
}
