internal import Bytes
internal import Timing

/// The text was not a histogram of ours; the description is one line that says why.
public struct HistogramFailure: Error, Equatable, CustomStringConvertible {
  public var reason: String

  public var description: String { "reading a histogram: \(reason)" }
}

/// HdrHistogram's V2 compressed encoding in base64: what other tools read, and how a result keeps a
/// histogram.
///
/// The compressed bytes are u32 `1c849314`, u32 length, then a zlib stream of: u32 `1c849313`, u32
/// payload length, u32 normalizing offset 0, u32 digits, i64 lowest, i64 highest, f64 ratio 1.0,
/// payload; all big-endian. The count of values out of range has no place in it and is not kept.
extension LatencyHistogram {
  public var base64: String {
    let payload = CountsPayload.encode(counts)
    var body: [UInt8] = []
    body.appendBigEndian(V2.cookie)
    body.appendBigEndian(UInt32(payload.count))
    body.appendBigEndian(UInt32(0))
    body.appendBigEndian(UInt32(LatencyScale.significantDigits))
    body.appendBigEndian(UInt64(1))
    body.appendBigEndian(UInt64(LatencyScale.highest.count))
    body.appendBigEndian((1.0).bitPattern)
    body += payload
    let stream = Zlib.compress(body)
    var bytes: [UInt8] = []
    bytes.appendBigEndian(V2.compressedCookie)
    bytes.appendBigEndian(UInt32(stream.count))
    return Base64.encode(bytes + stream)
  }

  /// The histogram that `base64` encodes, which must have our lowest value and digits; its highest
  /// value may differ as long as its counts fit.
  ///
  /// - Throws: `HistogramFailure` for anything else. At most about half a megabyte is ever
  ///   unpacked.
  public init(base64: String) throws {
    guard base64.utf8.count <= V2.longestText else {
      throw HistogramFailure(
        reason:
          "the text has \(base64.utf8.count) bytes; \(V2.longestText) is the most there can be"
      )
    }
    var body: BigEndianReader
    do {
      var outer = BigEndianReader(bytes: try Base64.decode(base64))
      try Self.expect(V2.compressedCookie, outer.next(UInt32.self), "a compressed V2 histogram")
      guard let length = outer.next(UInt32.self), Int(length) == outer.rest.count else {
        throw HistogramFailure(reason: "the stated length is not the actual one; copy it whole")
      }
      body = BigEndianReader(bytes: try Zlib.decompress(Array(outer.rest), limit: V2.longestBody))
    } catch let failure as Zlib.Failure {
      throw HistogramFailure(reason: failure.description)
    } catch let failure as Base64.Failure {
      throw HistogramFailure(reason: failure.description)
    }
    try self.init(body: &body)
  }

  private init(body: inout BigEndianReader) throws {
    try Self.expect(V2.cookie, body.next(UInt32.self), "a V2 histogram")
    guard let length = body.next(UInt32.self), let offset = body.next(UInt32.self),
      let digits = body.next(UInt32.self), let lowest = body.next(UInt64.self),
      let highest = body.next(UInt64.self), let ratio = body.next(UInt64.self)
    else { throw HistogramFailure(reason: "it ends inside its header; copy it whole") }
    guard offset == 0, digits == UInt32(LatencyScale.significantDigits), lowest == 1,
      highest >= 2, ratio == (1.0).bitPattern
    else {
      throw HistogramFailure(
        reason: "it has \(digits) digits from \(lowest) on; give one of 3 digits from 1 ns on"
      )
    }
    guard Int(length) == body.rest.count else {
      throw HistogramFailure(reason: "the stated length is not the actual one; copy it whole")
    }
    self.init()
    do {
      for counter in try CountsPayload.decode(body.rest) { add(counter) }
    } catch {
      switch error {
      case .truncated: throw HistogramFailure(reason: "its last count is cut off; copy it whole")
      case .tooManyCounters:
        throw HistogramFailure(reason: "it holds values above one hour; ours end there")
      case .countTooLarge:
        throw HistogramFailure(reason: "its counts add up to more than 2^63; it is not a recording")
      }
    }
  }

  private static func expect(_ wanted: UInt32, _ found: UInt32?, _ what: String) throws {
    guard found == wanted else {
      throw HistogramFailure(reason: "it is not \(what); give text that begins with HISTFAAA")
    }
  }
}

/// The constants of the V2 encoding.
private enum V2 {
  /// 0x1c849303 with 0x10 added for LEB128 counts.
  static let cookie: UInt32 = 0x1c84_9313
  static let compressedCookie: UInt32 = 0x1c84_9314
  static let headerLength = 40

  /// A number takes at most nine bytes, and there is at most one for each counter.
  static let longestBody = headerLength + 9 * LatencyScale.counters

  /// zlib may add a few bytes to what it cannot compress; base64 adds a third.
  static let longestText = longestBody * 3 / 2
}

/// A cursor over bytes that hold big-endian numbers.
private struct BigEndianReader {
  private(set) var rest: ArraySlice<UInt8>

  init(bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// The next number, or nil if fewer bytes are left.
  mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let length = Number.bitWidth / 8
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length).reduce(0) { $0 << 8 | Number($1) }
  }
}

extension [UInt8] {
  fileprivate mutating func appendBigEndian(_ number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
