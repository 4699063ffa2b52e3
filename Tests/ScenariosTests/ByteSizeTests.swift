import Scenarios
import Testing

@Suite struct ByteSizeTests {
  @Test(
    arguments: [
      ("0", 0, "0"), ("1", 1, "1"), ("65535", 65_535, "65535"), ("64KiB", 65_536, "64KiB"),
      ("65536", 65_536, "64KiB"), ("64kB", 64_000, "64000"), ("4MiB", 4_194_304, "4MiB"),
      ("1MB", 1_000_000, "1000000"), ("1GiB", 1_073_741_824, "1GiB"), ("2GB", 2_000_000_000, ""),
      ("12B", 12, "12"), ("1024KiB", 1_048_576, "1MiB"), ("0KiB", 0, "0"),
    ] as [(String, Int, String)]
  )
  func `a size is read by its unit and told in the largest that says it exactly`(
    text: String,
    count: Int,
    told: String
  ) throws {
    let size = try ByteSize(text: text)
    #expect(size.count == count)
    if !told.isEmpty { #expect(size.description == told) }
    #expect(try ByteSize(text: size.description) == size)
  }

  @Test(
    arguments: [
      ("64k", "has an unknown unit; write 64KiB (1024) or 64kB (1000)"),
      ("64K", "has an unknown unit; write 64KiB (1024) or 64kB (1000)"),
      ("64KB", "has an unknown unit; write 64KiB (1024) or 64kB (1000)"),
      ("1M", "has an unknown unit; write 1MiB (1024) or 1MB (1000)"),
      ("1g", "has an unknown unit; write 1GiB (1024) or 1GB (1000)"),
      ("1TiB", "has an unknown unit; the units are kB, MB and GB (1000), KiB, MiB and GiB (1024)"),
      ("1 KiB", "has an unknown unit; the units are"),
      ("1.5MiB", "is not a whole number of bytes; write 1536KiB instead of 1.5MiB"),
      ("", "is not a number of bytes; write one such as 65535, 64KiB or 4MiB"),
      ("-1", "is not a number of bytes"), ("KiB", "is not a number of bytes"),
      ("٣", "is not a number of bytes"),
      ("9999999999GiB", "is more than any memory holds; give less"),
      ("99999999999999999999", "is more than any memory holds"),
    ] as [(String, String)]
  )
  func `a text that is no size says what to write`(text: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try ByteSize(text: text) }
    #expect(complaint?.description.hasPrefix(reason) == true, "\(complaint?.description ?? "")")
  }

  @Test(
    arguments: [
      ("15KiB", "--x 15KiB is below 16KiB; give 16KiB to 1MiB"),
      ("2MiB", "--x 2MiB is above 1MiB; give 16KiB to 1MiB"), ("1M", "--x 1M has an unknown unit"),
    ] as [(String, String)]
  )
  func `an entry keeps a size in its range`(text: String, reason: String) throws {
    let range = 16 << 10...1 << 20
    #expect(try Entry("16384", subject: "--x").bytes(in: range) == 16_384)
    let complaint = #expect(throws: Complaint.self) {
      try Entry(text, subject: "--x").bytes(in: range)
    }
    #expect(complaint?.description.hasPrefix(reason) == true, "\(complaint?.description ?? "")")
  }
}
