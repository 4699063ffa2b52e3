/// A payload by its name: one of each shape that applications send.
public enum PayloadName: String, CaseIterable, Codable, CustomStringConvertible, Sendable {
  /// A message without content.
  case empty
  /// One short text.
  case greeting
  /// Ten fields, each of another type.
  case mixed
  /// 1 KiB of short texts.
  case strings
  /// 1 KiB of integers and floating-point numbers.
  case numbers
  /// 10 KiB of messages in messages.
  case orders
  /// 10 KiB of bytes.
  case data
  /// 100 KiB of one text.
  case text

  public var description: String { rawValue }

  /// Bytes of its protobuf form, where the shape is made to a size.
  public var wantedSize: Int? {
    switch self {
    case .empty, .greeting, .mixed: nil
    case .strings, .numbers: 1_024
    case .orders, .data: 10_240
    case .text: 102_400
    }
  }
}
