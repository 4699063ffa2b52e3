import JSON
import Testing
import Timing

/// Numbers, both ways: exact, or refused.
@Suite struct JSONNumberTests {
  private func read<Value>(
    _ text: String,
    _ value: (inout JSONReader) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value {
    try read(Array(text.utf8), value)
  }

  private func read<Value>(
    _ text: [UInt8],
    _ value: (inout JSONReader) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value {
    try JSONReader.read(text.span, value)
  }

  private func text(_ write: (inout JSONWriter) -> Void) -> String {
    String(decoding: JSONWriter.text(estimate: 1, write) ?? [], as: UTF8.self)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1), ("\"1\"", 1), ("-9223372036854775808", .min),
      ("9223372036854775807", .max), ("\"9223372036854775807\"", .max), ("1e3", 1_000),
      ("\"1E3\"", 1_000), ("1.5e1", 15), ("1.0", 1), ("100e-2", 1), ("-12.340e2", -1_234),
      ("0e99999999999", 0), ("0.000e5", 0), ("9.223372036854775807e18", .max),
      ("922337203685477580700e-2", .max), ("1000000000000000000000000e-24", 1),
    ] as [(String, Int64)]
  )
  func `whole numbers are read in every form`(text: String, number: Int64) throws {
    #expect(try read(text) { (reader) throws(JSONFailure) in try reader.int64() } == number)
  }

  @Test(arguments: [
    "9223372036854775808", "-9223372036854775809", "1e19", "1e99999999999", "0.5", "1e-1",
    "\"\"", "\" 1\"", "\"1 \"", "\"0x1\"", "\"01\"", "\"+1\"", "true", "null", "[]", "\"NaN\"",
    "99999999999999999999", "18446744073709551616", "184467440737095516150",
  ])
  func `a whole number that is none, or is too large, is refused`(text: String) {
    #expect(throws: JSONFailure.self) {
      try read(text) { (reader) throws(JSONFailure) in try reader.int64() }
    }
  }

  @Test func `each width has its limits`() throws {
    #expect(try read("2147483647") { (r) throws(JSONFailure) in try r.int32() } == .max)
    #expect(try read("-2147483648") { (r) throws(JSONFailure) in try r.int32() } == .min)
    #expect(
      try read("\"18446744073709551615\"") { (r) throws(JSONFailure) in try r.uint64() } == .max
    )
    for text in ["2147483648", "-2147483649"] {
      #expect(throws: JSONFailure.self) {
        try read(text) { (reader) throws(JSONFailure) in try reader.int32() }
      }
    }
    for text in ["-1", "18446744073709551616", "1.8446744073709551616e19"] {
      #expect(throws: JSONFailure.self) {
        try read(text) { (reader) throws(JSONFailure) in try reader.uint64() }
      }
    }
  }

  @Test(arguments: [
    "0.1", "1e22", "1e23", "9007199254740993", "123456789012345678901234567890", "2.5e-320",
    "4.9406564584124654e-324", "1.7976931348623157e308", "5e-324", "-0.0", "3.14159265358979323846",
    "179769313486231570000000000000000000000e270", "1e-400", "0.30000000000000004",
  ])
  func `a double is the nearest one`(text: String) throws {
    let value = try read(text) { (reader) throws(JSONFailure) in try reader.double() }
    #expect(value.bitPattern == Double(text)?.bitPattern)
  }

  @Test(arguments: [
    "1e400", "-1e400", "1.7976931348623159e308", "nan", "\"inf\"", "\"\"", "\"1e\"",
  ])
  func `a double that there is not is refused`(text: String) {
    #expect(throws: JSONFailure.self) {
      try read(text) { (reader) throws(JSONFailure) in try reader.double() }
    }
  }

  @Test func `a float is rounded once, and one too large is refused`() throws {
    for text in ["0.1", "16777217.0000001", "3.4028235e38", "1e-50", "1.1754944e-38"] {
      let value = try read(text) { (reader) throws(JSONFailure) in try reader.float() }
      #expect(value == Float(text), "\(text)")
    }
    #expect(throws: JSONFailure.self) {
      try read("3.5e38") { (reader) throws(JSONFailure) in try reader.float() }
    }
  }

  @Test func `what is not finite has a name`() throws {
    for (name, value) in [("Infinity", Double.infinity), ("-Infinity", -.infinity)] {
      #expect(text { $0.number(value) } == "\"\(name)\"")
      #expect(text { $0.number(Float(value)) } == "\"\(name)\"")
      #expect(try read("\"\(name)\"") { (r) throws(JSONFailure) in try r.double() } == value)
    }
    #expect(text { $0.number(Double.nan) } == "\"NaN\"")
    #expect(try read("\"NaN\"") { (r) throws(JSONFailure) in try r.float() }.isNaN)
  }

  /// Digits are read eight at a time where as many bytes are left, and one at a time at the end.
  @Test func `any run of digits is read, wherever the text ends`() throws {
    var random = SplitMix64(seed: 12)
    for _ in 0..<20_000 {
      let length = 1 + Int(random.next() % 22)
      var digits = (0..<length).map { _ in "\(random.next() % 10)" }.joined()
      if digits.count > 1, digits.first == "0" { digits = "7" + digits.dropFirst() }
      let padding = String(repeating: " ", count: Int(random.next() % 9))
      for text in [digits + padding, "\"\(digits)\"" + padding] {
        let read = try? read(text) { (reader) throws(JSONFailure) in try reader.uint64() }
        #expect(read == UInt64(digits), "\(text) (seed 12)")
      }
      let point = Int(random.next() % UInt64(length))
      let fraction = String(digits.prefix(point)) + "." + digits.dropFirst(point)
      let isBare = point == 0 || digits.first == "0"
      let decimal = isBare ? "0\(fraction.drop { $0 != "." })" : fraction
      let double = try read(decimal + padding) { (r) throws(JSONFailure) in try r.double() }
      #expect(double.bitPattern == Double(decimal)?.bitPattern, "\(decimal) (seed 12)")
    }
  }

  @Test func `a number ends before any byte that is not of it`() throws {
    let digits = Array("123456789012".utf8)
    for byte in UInt8.min...UInt8.max where !"0123456789.eE".utf8.contains(byte) {
      for place in 1..<digits.count {
        let front = Array(digits[..<place]) + [byte]
        let alone = try? read(front) { (r) throws(JSONFailure) in try r.int64() }
        let isBlank = " \t\r\n".utf8.contains(byte)
        let number = Int64(String(decoding: digits[..<place], as: UTF8.self))
        #expect(alone == (isBlank ? number : nil), "byte \(byte) behind \(place) digits")
        #expect(throws: JSONFailure.self, "byte \(byte) behind \(place) digits, and more") {
          try read(front + digits[place...]) { (r) throws(JSONFailure) in try r.double() }
        }
      }
    }
  }

  @Test func `every number that is written is read as the same`() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      let bits = random.next()
      let double = Double(bitPattern: bits)
      if double.isFinite {
        let text = text { $0.number(double) }
        let read = try read(text) { (reader) throws(JSONFailure) in try reader.double() }
        #expect(read.bitPattern == bits, "\(text) (seed 11)")
      }
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      if float.isFinite {
        let text = text { $0.number(float) }
        let read = try read(text) { (reader) throws(JSONFailure) in try reader.float() }
        #expect(read.bitPattern == float.bitPattern, "\(text) (seed 11)")
      }
      let whole = Int64(bitPattern: bits) >> Int64(bits & 63)
      #expect(text { $0.quoted(whole) } == "\"\(whole)\"")
      #expect(text { $0.quoted(bits >> (bits & 63)) } == "\"\(bits >> (bits & 63))\"")
      let small = Int32(truncatingIfNeeded: whole)
      #expect(text { $0.number(small) } == "\(small)")
    }
  }

  @Test(arguments: [0, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 99_999, .max, .min] as [Int64])
  func `digits are written in pairs, and none is lost`(number: Int64) {
    #expect(text { $0.quoted(number) } == "\"\(number)\"")
  }
}
