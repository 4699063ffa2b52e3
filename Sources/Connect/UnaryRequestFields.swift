import Bytes
public import GRPC

/// What matters to a server in the head of one request, whichever HTTP brought it, collected field
/// by field.
public struct UnaryRequestFields: Sendable {
  private let methods: MethodTable
  private(set) var method: Int?
  /// The path as text for a message, when it is that of no method.
  private(set) var unknownPath = ""
  private(set) var isPost = false
  public private(set) var isHead = false
  /// The path is `/`, which belongs to no method.
  public private(set) var isRoot = false
  /// The method as text for a message.
  private(set) var verb = ""
  public private(set) var contentType = MediaType.absent
  /// The content type as text for a message.
  private(set) var contentTypeText = ""
  private(set) var hasWrongVersion = false
  private(set) var timeout: MillisecondTimeout?
  private(set) var timeoutIsMalformed = false
  private(set) var encoding = MessageEncoding.identity
  private(set) var acceptsGzip = false

  public init(methods: MethodTable) {
    self.methods = methods
  }

  /// Takes the request's method, such as POST.
  public mutating func setVerb(_ text: Span<UInt8>) {
    isPost = text.spells("POST")
    isHead = text.spells("HEAD")
    if !isPost { verb = text.excerpt(limit: 16) }
  }

  /// Takes the request's target: a path, or a whole address as a proxy is sent it (RFC 9112 §3.2).
  ///
  /// What follows a question mark is for calls by GET, of which there are none here.
  public mutating func setPath(_ target: Span<UInt8>) {
    var start = 0
    if target.beginsIgnoringCase(with: "http://") { start = 7 }
    if target.beginsIgnoringCase(with: "https://") { start = 8 }
    if start > 0 {
      while start < target.count, target[start] != UInt8(ascii: "/") { start += 1 }
    }
    var end = start
    while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
    let path = target.extracting(start..<end)
    method = methods.index(of: path)
    isRoot = path.spells("/")
    if method == nil { unknownPath = path.excerpt(limit: 256) }
  }

  /// Takes the next field, whose name is in lower case.
  public mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 5 where name.spells(":path"): setPath(value)
    case 7 where name.spells(":method"): setVerb(value)
    case 12 where name.spells("content-type"):
      contentType = MediaType(field: value)
      if contentType == .other || contentType == .stream { contentTypeText = value.excerpt() }
    case 15 where name.spells("accept-enco", "ding"):
      acceptsGzip = acceptsGzip || MessageEncoding.acceptsGzip(value)
    case 16 where name.spells("content-enco", "ding"):
      encoding = MessageEncoding(contentCoding: value)
    case 18 where name.spells("connect-t", "imeout-ms"):
      timeout = MillisecondTimeout(field: value)
      timeoutIsMalformed = timeout == nil
    case 24 where name.spells("connect-prot", "ocol-version"):
      hasWrongVersion = !value.spells("1")
    default: break
    }
  }
}
