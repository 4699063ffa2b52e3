import Bytes
import GRPC
import HTTP2
import SwiftProtobuf
import Timing
import Transport

/// One call of a test case: what it still sends, and all that has come back.
final class InteropCall {
  /// A response message as it came.
  struct Response {
    let bytes: [UInt8]
    let wasCompressed: Bool
  }

  /// Request bytes from a place on, and whether the request ends behind them.
  struct Part {
    let bytes: [UInt8]
    let start: Int
    let ends: Bool
  }

  /// Bytes of the longest response message that is taken.
  static let mostBytes = 16 << 20
  /// Responses that are kept until they are taken, and their bytes together.
  static let mostKept = 10_000
  static let mostBytesKept = 64 << 20

  let path: String
  let head: [HeaderField]
  let deadline: Instant?
  private(set) var stream: HTTP2.Stream?
  private(set) var connection: InteropConnection?

  private var outbox: [[UInt8]] = []
  private var sent = 0
  private var endsRequests = false
  private var hasEnded = false

  private var deframer = MessageDeframer(acceptsCompressed: true, limit: InteropCall.mostBytes)
  private var gzip = GzipDecoder()
  private var encoding = MessageEncoding.identity
  private var isCompressed = false
  private var partial: [UInt8] = []
  /// What has come; what was taken is empty until all is.
  private var responses: [Response] = []
  private var taken = 0
  /// Bytes of the responses that were not taken yet.
  private var kept = 0
  /// The fields of the response's head and of its trailers; those of a Trailers-Only are trailers.
  private(set) var initialMetadata: [HeaderField] = []
  private(set) var trailingMetadata: [HeaderField] = []
  /// What the call has ended with.
  private(set) var status: Status?

  init(path: String, head: [HeaderField], deadline: Instant?) {
    self.path = path
    self.head = head
    self.deadline = deadline
  }

  func opened(_ stream: HTTP2.Stream, _ connection: InteropConnection) {
    self.stream = stream
    self.connection = connection
  }

  /// Puts a framed message into the line of those to be sent.
  func enqueue(_ frame: [UInt8]) {
    outbox.append(frame)
  }

  /// Says that no more messages follow.
  func enqueueEnd() {
    endsRequests = true
  }

  /// What is to be sent next.
  var nextPart: Part? {
    guard !hasEnded else { return nil }
    if let first = outbox.first {
      return Part(bytes: first, start: sent, ends: endsRequests && outbox.count == 1)
    }
    return endsRequests ? Part(bytes: [], start: 0, ends: true) : nil
  }

  /// Notes that bytes of the next part went out.
  ///
  /// - Returns: Whether the part is out whole.
  func took(_ count: Int) -> Bool {
    guard let first = outbox.first else {
      hasEnded = true
      return true
    }
    sent += count
    guard sent == first.count else { return false }
    outbox.removeFirst()
    sent = 0
    if endsRequests, outbox.isEmpty { hasEnded = true }
    return true
  }

  /// Takes a header list of the response.
  func receive(_ fields: [HeaderField], isTrailers: Bool, ended: Bool) {
    var meaning = ResponseFields()
    for field in fields { meaning.field(name: field.name.span, value: field.value.span) }
    guard !isTrailers else {
      trailingMetadata = fields
      let status = meaning.trailersMeaning().seen(deadlinePassed: isLate)
      return end(deframer.isAtBoundary ? status : DeframingError.cutShort.status)
    }
    switch meaning.headMeaning(endStream: ended) {
    case .informational: break
    case .messagesFollow(let encoding):
      self.encoding = encoding
      initialMetadata = fields
    case .ended(let status), .refused(let status):
      trailingMetadata = fields
      end(status.seen(deadlinePassed: isLate))
    }
  }

  /// Takes bytes of the response's messages.
  func receive(_ bytes: Span<UInt8>) {
    var offset = 0
    while status == nil {
      switch deframer.next(in: bytes, at: &offset) {
      case .needMore: return
      case .begin(_, let isCompressed):
        self.isCompressed = isCompressed
        if isCompressed, encoding != .gzip { end(DeframingError.unexpectedCompression.status) }
      case .payload(let range, let isLast):
        partial.append(bytes.extracting(range))
        if isLast { finishMessage() }
      case .failed(let error): end(error.status)
      }
    }
  }

  private func finishMessage() {
    var message = partial
    partial = []
    if isCompressed {
      let packed = message
      message = []
      do {
        try gzip.decompress(packed.span, into: &message, limit: Self.mostBytes)
      } catch {
        return end(Status(.internal, "a response cannot be decompressed: \(error)"))
      }
    }
    kept += message.count
    guard responses.count - taken < Self.mostKept, kept <= Self.mostBytesKept else {
      return end(Status(.resourceExhausted, "the server sends more responses than can be kept"))
    }
    responses.append(Response(bytes: message, wasCompressed: isCompressed))
  }

  /// Ends the call, unless it has ended.
  func end(_ status: Status) {
    if self.status == nil { self.status = status }
  }

  /// Whether its own deadline has passed.
  var isLate: Bool { deadline.map { EventLoop.now() >= $0 } ?? false }

  /// The next response that has come and was not taken yet.
  func takeResponse() -> Response? {
    guard taken < responses.count else { return nil }
    let response = responses[taken]
    kept -= response.bytes.count
    responses[taken] = Response(bytes: [], wasCompressed: false)
    taken += 1
    if taken == responses.count {
      responses.removeAll(keepingCapacity: true)
      taken = 0
    }
    return response
  }

  /// Whether there is something to take, or nothing more to come.
  var isHeard: Bool { taken < responses.count || status != nil }

  /// The values of a field that came back, as they stood on the wire.
  static func values(_ name: String, in fields: [HeaderField]) -> [String] {
    let bytes = Array(name.utf8)
    return fields.filter { $0.name == bytes }.map { String(decoding: $0.value, as: UTF8.self) }
  }
}
