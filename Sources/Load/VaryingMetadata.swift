import HTTP2
import Scenarios
import Timing

/// The metadata that differs from call to call, as a block of header fields whose numbers are put
/// in anew for each call.
struct VaryingMetadata: Sendable {
  private enum Number {
    case call
    case random
  }

  /// The fields of the last call.
  private(set) var block: [UInt8] = []
  private var places: [(range: Range<Int>, number: Number)] = []
  private var random: SplitMix64
  private var call: UInt64

  private static let digits = 16

  /// - Parameters:
  ///   - fields: The fields with `{call}` or `{random}` in their values.
  ///   - seed: Of the random numbers.
  ///   - kind: Which kind of call it is for: its numbers are like no other's.
  ///   - worker: Which thread it is for: likewise.
  ///   - isText: Written as lines of HTTP/1.1, and not as HPACK has it.
  init(
    _ fields: [Request.MetadataField],
    seed: UInt64,
    kind: Int,
    worker: Int,
    isText: Bool = false
  ) {
    let first = UInt64(worker) << 48 | UInt64(kind) << 40
    random = SplitMix64(seed: seed, key: first | 1 << 46)
    call = first
    for field in fields {
      let (value, numbers) = Self.parse(field.value)
      let start =
        isText
        ? Self.appendLine(field.name, value, to: &block)
        : HeaderLiteral(field.name).append(value.span, to: &block).lowerBound
      for (offset, number) in numbers {
        places.append((start + offset..<start + offset + Self.digits, number))
      }
    }
  }

  /// Whether a value differs from call to call.
  static func varies(_ field: Request.MetadataField) -> Bool {
    field.value.contains("{call}") || field.value.contains("{random}")
  }

  /// Puts the numbers of the next call in.
  mutating func next() {
    call += 1
    for (range, number) in places {
      let value = number == .call ? call : random.next()
      HeaderLiteral.replace(range, of: &block, withHexadecimal: value)
    }
  }

  /// - Returns: Where the value stands.
  private static func appendLine(
    _ name: String,
    _ value: [UInt8],
    to block: inout [UInt8]
  ) -> Int {
    block += Array("\(name): ".utf8)
    let start = block.count
    block += value + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    return start
  }

  /// The value with room for its numbers, and where they go.
  private static func parse(_ text: String) -> ([UInt8], [(Int, Number)]) {
    var value: [UInt8] = []
    var numbers: [(Int, Number)] = []
    var rest = Substring(text)
    while let first = rest.first {
      let number: Number? =
        rest.hasPrefix("{call}") ? .call : rest.hasPrefix("{random}") ? .random : nil
      if let number {
        numbers.append((value.count, number))
        value += Array(repeating: UInt8(ascii: "0"), count: digits)
        rest = rest.dropFirst(number == .call ? "{call}".count : "{random}".count)
      } else {
        value += Array(String(first).utf8)
        rest = rest.dropFirst()
      }
    }
    return (value, numbers)
  }
}
