import Foundation
import Reports
import Results
import Testing

struct TextReportTests {
  @Test(arguments: GoldenTests.samples)
  func `the verdict and its reasons stand above every number`(sample: String) throws {
    let document = try GoldenTests.sample(sample)
    let report = TextReport.text(document)
    let verdict = try #require(report.range(of: document.validity.verdict.rawValue.uppercased()))
    let calls = try #require(report.range(of: "\ncalls"))
    #expect(verdict.lowerBound < calls.lowerBound)
    for reason in document.validity.reasons {
      let words = reason.split(separator: " ").prefix(4).joined(separator: " ")
      let place = try #require(report.range(of: words))
      #expect(place.lowerBound < calls.lowerBound)
    }
  }

  @Test(arguments: GoldenTests.samples)
  func `lines fit a terminal and end without blanks`(sample: String) throws {
    for line in TextReport.text(try GoldenTests.sample(sample)).split(separator: "\n") {
      #expect(line.count <= 100 && !line.hasSuffix(" "), "\(line)")
    }
  }

  @Test func `the phases that took time stand above the response time that they add up to`() throws
  {
    let document = try GoldenTests.sample("paced")
    let lines = TextReport.text(document).split(separator: "\n", omittingEmptySubsequences: false)
    let head = try #require(lines.firstIndex { $0.hasPrefix("phase ") })
    let sum = try #require(lines.firstIndex { $0.hasPrefix("= response") })
    let rows = lines[(head + 1)..<sum]
    #expect(rows.count == 6 && rows.contains { $0.hasPrefix("stream window") })
    #expect(!rows.contains { $0.hasPrefix("slot wait") }, "no call waited for one")
    #expect(lines[sum].contains("78.0 ms") && lines[sum].contains("100.0 %"))
  }

  @Test func `calls that only waited for their answer have no phases to tell`() throws {
    #expect(try Sample.closed().phases != nil)
    #expect(!TextReport.text(try Sample.closed()).contains("phase"))
    #expect(!TextReport.text(try Sample.empty()).contains("phase"))
  }

  @Test func `several kinds of call have a row each and one for all`() throws {
    let report = TextReport.text(try GoldenTests.sample("mixed"))
    for name in ["\ngreet ", "\ndownload ", "\nchat ", "\nall "] { #expect(report.contains(name)) }
    #expect(!TextReport.text(try Sample.closed()).contains("\nall "))
    #expect(report.contains("cancelled as planned"))
  }

  @Test func `an open loop has both clocks side by side, a closed loop says it has one`() throws {
    #expect(TextReport.text(try Sample.open()).contains("response  95 %"))
    #expect(TextReport.text(try Sample.open()).contains("service  95 %"))
    let closed = TextReport.text(try Sample.closed())
    #expect(closed.contains("closed loop: one clock") && !closed.contains("service"))
  }
}
