public import Bytes

/// What matters to a server in the header block of one request, collected field by field.
///
/// Made once for a connection and reset for each request, so that a request costs no allocation
/// unless it is refused.
public struct RequestFields: Sendable {
  /// What a request says in `:path`.
  enum Path: Hashable {
    case absent
    case method(Int)
    case plainRoute
    case unknown(String)
  }

  /// Whether a field is absent, fine, or not what gRPC asks for.
  enum Presence {
    case absent
    case right
    case wrong
  }

  private let methods: MethodTable
  private(set) var path = Path.absent
  /// Whether `:method` is POST.
  private(set) var method = Presence.absent
  private(set) var contentType = ContentType.absent
  /// How the messages are written, if the content type is gRPC's.
  public private(set) var format = MessageFormat.protobuf
  /// Whether `te` is `trailers`.
  private(set) var te = Presence.absent
  private(set) var timeout: Timeout?
  private(set) var timeoutIsMalformed = false
  private(set) var encoding = MessageEncoding.identity
  private(set) var acceptsGzip = false

  public init(methods: MethodTable) {
    self.methods = methods
  }

  /// Forgets the request before.
  public mutating func reset() {
    path = .absent
    method = .absent
    contentType = .absent
    format = .protobuf
    te = .absent
    timeout = nil
    timeoutIsMalformed = false
    encoding = .identity
    acceptsGzip = false
  }

  /// Takes the next field of the block, whose name is in lower case.
  public mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 2 where name.spells("te"): te = value.spells("trailers") ? .right : .wrong
    case 5 where name.spells(":path"): path = lookUp(value)
    case 7 where name.spells(":method"): method = value.spells("POST") ? .right : .wrong
    case 12 where name.spells("content-type"):
      contentType = ContentType(field: value)
      format = ContentType.format(field: value)
    case 12 where name.spells("grpc-timeout"):
      timeout = Timeout(field: value)
      timeoutIsMalformed = timeout == nil
    case 13 where name.spells("grpc-encoding"): encoding = MessageEncoding(field: value)
    case 20 where name.spells("grpc-accept-", "encoding"):
      acceptsGzip = acceptsGzip || MessageEncoding.listsGzip(value)
    default: break
    }
  }

  private func lookUp(_ value: Span<UInt8>) -> Path {
    if let method = methods.index(of: value) { return .method(method) }
    if let plainRoute = methods.plainRoute, value.equals(plainRoute.span) { return .plainRoute }
    return .unknown(value.excerpt(limit: 256))
  }
}
