import Bytes
import Scenarios
import Timing

/// What one call puts on the wire by the rules of its protocols, counted by hand: no code that
/// frames, compresses or sends has a part in it.
///
/// It is for the steady state. A header field that was sent before is one byte, the index of its
/// place in HPACK's tables (RFC 7541 §6.1); the first call of a connection costs more. There are no
/// WINDOW_UPDATEs in it: windows are wider than what a proof sends.
public struct WireCount: Equatable, Sendable {
  /// A piece of a request or of an answer.
  public struct Part: Equatable, Sendable {
    public let what: String
    public let bytes: Int
  }

  public let request: [Part]
  public let answer: [Part]

  public var sent: Int { request.reduce(0) { $0 + $1.bytes } }
  public var received: Int { answer.reduce(0) { $0 + $1.bytes } }

  /// What calls of all cells have in common.
  public struct Call: Equatable, Sendable {
    /// Such as `/greet.Payloads/Echo`.
    public var path: String
    /// Whether calls have a deadline, and the milliseconds that Connect's requests say.
    public var milliseconds: Int?
    /// How the client calls itself in Connect's requests.
    public var agent: String
    /// Length of the server's address: our own server's is a loopback address and five digits.
    public var authorityLength = "127.0.0.1:50051".utf8.count

    public init(path: String, milliseconds: Int?, agent: String) {
      self.path = path
      self.milliseconds = milliseconds
      self.agent = agent
    }
  }

  /// Every frame of HTTP/2 begins with so many bytes (RFC 9113 §4.1).
  static let frameHeader = 9
  /// The largest payload of a frame where nothing else was agreed (§4.2).
  static let frameSize = 16_384
  /// What stands before each of gRPC's messages: one byte of flags and four of length.
  static let prefix = 5

  /// The count for a message of so many bytes each way.
  public init(_ cell: Cell, message: Int, _ call: Call) {
    switch cell.carrier {
    case .grpc:
      let body = [Part(what: "prefix", bytes: Self.prefix)] + Self.data(Self.prefix + message)
      // :method, :scheme, :path, :authority, te, content-type, user-agent, and grpc-timeout.
      request =
        Self.headers(7 + (call.milliseconds == nil ? 0 : 1)) + body
        + [Part(what: "message", bytes: message)]
      // :status, content-type and grpc-accept-encoding before the message, grpc-status behind it.
      answer = Self.headers(3) + body + [Part(what: "message", bytes: message)] + Self.headers(1)
    case .connect:
      let body = Self.data(message) + [Part(what: "message", bytes: message)]
      // :method, :scheme, :path, :authority, content-type, connect-protocol-version, user-agent,
      // and connect-timeout-ms.
      request = Self.headers(7 + (call.milliseconds == nil ? 0 : 1)) + body
      // :status and content-type.
      answer = Self.headers(2) + body
    case .http1:
      let type = "content-type: application/\(cell.encoding == .json ? "json" : "proto")\r\n"
      let length = "content-length: \(message)\r\n"
      let timeout = call.milliseconds.map { "connect-timeout-ms: \($0)\r\n" } ?? ""
      let head =
        "POST \(call.path) HTTP/1.1\r\nhost: \r\n\(type)connect-protocol-version: 1\r\n\(timeout)"
        + "user-agent: \(call.agent)\r\n\(length)\r\n"
      request = [
        Part(what: "head", bytes: head.utf8.count + call.authorityLength),
        Part(what: "message", bytes: message),
      ]
      let answerHead = "HTTP/1.1 200 OK\r\n\(type)\(length)\r\n"
      answer = [
        Part(what: "head", bytes: answerHead.utf8.count), Part(what: "message", bytes: message),
      ]
    }
  }

  /// A frame of header fields that all were sent before.
  private static func headers(_ fields: Int) -> [Part] {
    [Part(what: "HEADERS", bytes: frameHeader), Part(what: "header fields", bytes: fields)]
  }

  /// The heads of the frames that a body is cut into; an empty one has a frame too.
  private static func data(_ body: Int) -> [Part] {
    let frames = max(1, (body + frameSize - 1) / frameSize)
    return [Part(what: "DATA", bytes: frames * frameHeader)]
  }
}

extension WireCount.Call {
  /// The calls of a ladder.
  public init(_ head: Journal.Head) {
    let call = head.design.plan.calls.first
    self.init(
      path: call?.method.path ?? "",
      milliseconds: call?.deadline.map { Int(($0.count + 999_999) / 1_000_000) },
      agent: "grpcbench/\(head.origin.version)"
    )
  }
}
