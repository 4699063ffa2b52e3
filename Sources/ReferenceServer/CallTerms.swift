import GRPC

/// All that the head of a request says about its call, in few enough bits to be remembered with
/// the head's bytes (`Connection.remember`).
struct CallTerms: Equatable {
  var method: ServerMethod
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
    self.method = method
    asksInGzip = call.encoding == .gzip
    let encoding = wishes.compression ?? (asksInGzip ? .gzip : usual)
    answersInGzip = call.acceptsGzip && encoding == .gzip
    messages = wishes.messages
  }

  /// The terms as a number above zero: method and 1 in four bits, two bits, and the messages.
  var verdict: UInt32 {
    UInt32(method.rawValue + 1) | (asksInGzip ? 1 << 4 : 0) | (answersInGzip ? 1 << 5 : 0)
      | UInt32(messages) << 6
  }

  init(verdict: UInt32) {
    guard let method = ServerMethod(rawValue: Int(verdict & 15) - 1) else {
      preconditionFailure("no call has the verdict \(verdict)")
    }
    self.method = method
    asksInGzip = verdict & 1 << 4 != 0
    answersInGzip = verdict & 1 << 5 != 0
    messages = Int(verdict >> 6)
  }
}
