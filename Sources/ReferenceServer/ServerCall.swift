import GRPC

/// One call as the server sees it, from its request to the last byte of its response.
struct ServerCall {
  /// The method; nil when the call is answered or refused, and what still comes is dropped.
  var method: ServerMethod?
  var dialect = Dialect.grpc
  var answersInGzip = false
  /// The call leaves the usual way, by its method or by the laboratory's doing.
  var isSpecial = false
  /// It waits for an instant; what comes meanwhile is kept.
  var isParked = false
  /// The request message under way is compressed.
  var isCompressed = false
  /// The response's head is sent.
  var hasHead = false
  /// The client sends nothing more.
  var isHalfClosed = false
  /// After `unsent` come the trailers.
  var isEnding = false
  var deframer: MessageDeframer
  /// Request messages that have begun.
  var messages = 0
  /// The request message as far as it has come, when it did not come in one piece.
  var partial: [UInt8] = []
  /// Framed responses that flow control has held back, and how much of them is sent.
  var unsent: [UInt8] = []
  var sent = 0
  /// `unsent` may begin inside a message.
  var isInsideMessage = false
  /// Bytes of its requests that wait here; they count among the connection's.
  var held = 0

  init(_ deframer: MessageDeframer) {
    self.deframer = deframer
  }

  /// Makes the place that of another call.
  ///
  /// Field by field, because a new value in place of the old one costs 130 instructions.
  mutating func begin(_ terms: CallTerms, _ deframer: MessageDeframer) {
    method = terms.method
    dialect = terms.dialect
    self.deframer = deframer
    answersInGzip = terms.answersInGzip
    isSpecial = terms.method.isSpecial
    isParked = false
    // In gRPC each message says so itself.
    isCompressed = terms.asksInGzip
    hasHead = false
    isHalfClosed = false
    isEnding = false
    messages = 0
    sent = 0
    if !partial.isEmpty { partial = [] }
    if !unsent.isEmpty { unsent = [] }
  }
}

/// What a call has beside `ServerCall` when one of its directions is a stream.
struct ServerStream {
  /// Responses that are still to be made.
  var left = 0
  /// All names to greet so far.
  var names = ""
  /// What each response of a stream says.
  var text = ""
  /// Bytes of responses that are made at a time.
  var slice = ServerSession.longestSlice
  /// Request bytes that wait until the client takes the answers to those before, and how many of
  /// them are read.
  var unread: [UInt8] = []
  var read = 0
  /// What the call ends with.
  var status = Status.ok
  /// Who plays the call, if it is not the server.
  var guest: Guest?
}
