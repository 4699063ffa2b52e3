/// A gRPC method by its full name: `greet.Greeter/SayHello`.
public struct Method: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// The `:path` of a call.
  public var path: String { "/" + description }

  /// What stands behind the slash: `SayHello`.
  public var shortName: String {
    String(description[(description.lastIndex(of: "/") ?? description.startIndex)...].dropFirst())
  }

  public static let sayHello = Method(unchecked: "greet.Greeter/SayHello")
  /// The method that answers a payload with the same one.
  public static let echo = Method(unchecked: "greet.Payloads/Echo")

  private init(unchecked name: String) {
    description = name
  }

  /// Reads a full name; a slash before it, as in a path, is fine too.
  init(_ entry: Entry) throws(Complaint) {
    let name = entry.text.hasPrefix("/") ? entry.text.dropFirst() : Substring(entry.text)
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy(Self.isName) else {
      throw entry.complaint("is not a method; write package.Service/Method: greet.Greeter/SayHello")
    }
    guard name.utf8.count <= Limits.methodBytes else {
      throw Complaint("\(entry.subject) is longer than \(Limits.methodBytes) bytes; shorten it")
    }
    self.init(unchecked: String(name))
  }

  private static func isName(_ part: Substring) -> Bool {
    !part.isEmpty
      && part.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}

/// A method is kept as its full name.
extension Method: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(Entry(text, subject: "method"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
