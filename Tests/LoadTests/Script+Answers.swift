import GRPC
import HTTP2

/// The parts of which answers are made.
extension Script.Step {
  static let contentType = HeaderField("content-type", "application/grpc")

  /// A response's head, which more follows.
  static let head = head([HeaderField(":status", "200"), contentType])
  /// The greeting that a right answer holds, in one frame.
  static let message = data(Script.message)
  static let trailers = head([HeaderField("grpc-status", "0")], ends: true)

  static func trailers(_ status: String, _ message: String? = nil) -> Script.Step {
    var fields = [HeaderField("grpc-status", status)]
    if let message { fields.append(HeaderField("grpc-message", message)) }
    return .head(fields, ends: true)
  }

  /// The whole answer in one list of fields.
  static func trailersOnly(_ status: String) -> Script.Step {
    .head(
      [HeaderField(":status", "200"), contentType, HeaderField("grpc-status", status)],
      ends: true
    )
  }

  /// An answer of HTTP alone.
  static func http(_ status: String, ends: Bool = true) -> Script.Step {
    .head([HeaderField(":status", status), HeaderField("content-type", "text/html")], ends: ends)
  }
}

extension Script {
  static let message: [UInt8] = [0, 0, 0, 0, 4, 0x0a, 2, 0x48, 0x69]

  /// What a server of gRPC answers when all is well.
  static let ok: [Step] = [.head, .message, .trailers]

  /// The message cut into frames of so many bytes.
  static func pieces(of size: Int) -> [Step] {
    stride(from: 0, to: message.count, by: size).map {
      .data(Array(message[$0..<min($0 + size, message.count)]))
    }
  }
}
