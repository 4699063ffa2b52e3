import Results
import Testing

struct FigureTests {
  @Test(arguments: [
    (0.0, "0 ns"), (1, "1 ns"), (999, "999 ns"), (999.4, "999 ns"), (999.6, "1 µs"),
    (1_000, "1 µs"), (1_234, "1.23 µs"), (12_345, "12.3 µs"), (123_456, "123 µs"),
    (999_499, "999 µs"), (999_500, "1 ms"), (9_999_000, "10 ms"), (1_500_000_000, "1.5 s"),
    (99_960_000_000, "100 s"), (3_600_000_000_000, "3,600 s"), (-1_500, "-1.5 µs"),
  ])
  func `a time has three digits and a fitting unit`(nanoseconds: Double, text: String) {
    #expect(Figure.time(nanoseconds) == text)
  }

  @Test(arguments: [
    (0.0, "0 ns"), (7, "7 ns"), (1_000, "1.00 µs"), (1_300_000, "1.30 ms"), (12_000, "12.0 µs"),
    (123_000, "123 µs"), (2_000_683_007, "2.00 s"),
  ])
  func `a measured time keeps three digits`(nanoseconds: Double, text: String) {
    #expect(Figure.measured(nanoseconds) == text)
  }

  @Test(arguments: [
    (UInt64(0), "0 B"), (512, "512 B"), (999, "999 B"), (1_000, "0.977 KiB"), (1_024, "1 KiB"),
    (20_971_520, "20 MiB"), (.max, "16,777,216 TiB"),
  ])
  func `bytes are in powers of 1,024`(count: UInt64, text: String) {
    #expect(Figure.bytes(count) == text)
  }

  @Test(arguments: [
    (0.5, "0.5/s"), (99.94, "99.9/s"), (1_000_000.4, "1,000,000/s"), (123.4, "123/s"),
    (.nan, "–"),
  ])
  func `a rate is whole above a hundred`(rate: Double, text: String) {
    #expect(Figure.rate(rate) == text)
  }

  @Test(arguments: [
    (0.0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.001_234, "0.123 %"), (0.999_6, "100 %"),
  ])
  func `a share is a percentage`(share: Double, text: String) {
    #expect(Figure.share(share) == text)
  }

  @Test(arguments: [(UInt64(0), "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678")])
  func `a count is in groups of three`(count: UInt64, text: String) {
    #expect(Figure.count(count) == text)
  }
}
