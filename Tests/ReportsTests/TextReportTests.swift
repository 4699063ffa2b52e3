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

  @Test func `an open loop has both clocks side by side, a closed loop says it has one`() throws {
    #expect(TextReport.text(try Sample.open()).contains("response  95 %"))
    #expect(TextReport.text(try Sample.open()).contains("service  95 %"))
    let closed = TextReport.text(try Sample.closed())
    #expect(closed.contains("closed loop: one clock") && !closed.contains("service"))
  }
}
