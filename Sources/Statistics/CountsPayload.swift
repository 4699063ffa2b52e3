/// HdrHistogram's V2 list of counts: one ZigZag LEB128 number for each count from counter 0 up to
/// the last that is not zero.
///
/// A positive number is a count, zero is one zero count and −k is a run of k > 1 zeros. A number
/// takes at most 9 bytes: the first eight carry 7 bits and a continuation bit, the ninth all 8.
enum CountsPayload {
  /// What is wrong with bytes that were to be decoded.
  enum Failure: Error, Equatable {
    case truncated
    case tooManyCounters
    case countTooLarge
  }

  /// The payload of `counters`, which are lowest first and not zero.
  static func encode(_ counters: some Sequence<Counter>) -> [UInt8] {
    var bytes: [UInt8] = []
    var next = 0
    for counter in counters {
      precondition(counter.index >= next, "counter \(counter.index) comes after \(next - 1)")
      let zeros = counter.index - next
      if zeros > 0 { append(zeros == 1 ? 0 : -Int64(zeros), to: &bytes) }
      append(Int64(counter.count), to: &bytes)
      next = counter.index + 1
    }
    return bytes
  }

  /// The counters that are not zero, lowest first.
  ///
  /// - Throws: `Failure` for a payload that ends inside a number, goes beyond the scale's counters,
  ///   or whose counts add up to more than a 63-bit number.
  static func decode(_ bytes: ArraySlice<UInt8>) throws(Failure) -> [Counter] {
    var counters: [Counter] = []
    var index = 0
    var total: Int64 = 0
    var rest = bytes
    while !rest.isEmpty {
      let number = try takeNumber(from: &rest)
      // Room for the run is compared before it is used: −k may be as large as 2^63.
      let room = Int64(LatencyScale.counters - index)
      guard number < 0 ? number >= -room : room > 0 else { throw .tooManyCounters }
      if number > 0 {
        let (sum, overflow) = total.addingReportingOverflow(number)
        guard !overflow else { throw .countTooLarge }
        total = sum
        counters.append(Counter(index: index, count: UInt64(number)))
      }
      index += number < 0 ? Int(-number) : 1
    }
    return counters
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
    for _ in 0..<8 {
      guard rest > 127 else { return bytes.append(UInt8(rest)) }
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func takeNumber(from rest: inout ArraySlice<UInt8>) throws(Failure) -> Int64 {
    var bits: UInt64 = 0
    for place in 0..<9 {
      guard let byte = rest.popFirst() else { throw .truncated }
      let isLast = place == 8
      bits |= UInt64(isLast ? byte : byte & 127) << UInt64(7 * place)
      if isLast || byte < 128 { break }
    }
    return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
  }
}
