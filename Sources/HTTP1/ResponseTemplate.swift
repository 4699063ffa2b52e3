/// A status line and fields, as they go over the wire, that many responses begin with.
public struct ResponseTemplate: Sendable {
  let bytes: [UInt8]

  /// - Parameters:
  ///   - status: 200…599.
  ///   - fields: Names and values that are legal and do not tell the length of the message.
  public init(_ status: Int, _ fields: [(name: String, value: String)]) {
    precondition((200...599).contains(status), "a response with status \(status)")
    var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\n"
    for field in fields { text += "\(field.name): \(field.value)\r\n" }
    bytes = [UInt8](text.utf8)
  }

  /// What RFC 9110 §15 calls a status, for those who read along; no one else looks at it.
  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 499: "Client Closed Request"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
