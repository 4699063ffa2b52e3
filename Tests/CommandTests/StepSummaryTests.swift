import Foundation
import Testing

@testable import grpcbench

@Suite struct StepSummaryTests {
  @Test func `a summary is added to what stands there`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "grpcbench-summary-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let summary = StepSummary(["GITHUB_STEP_SUMMARY": path])
    try summary.add("# One")
    try summary.add("# Two")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "# One\n# Two\n")
    try summary.add(String(repeating: "x", count: StepSummary.mostBytes))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "# One\n# Two\n")
  }

  @Test func `without the environment nothing is written and nothing annotated`() throws {
    let summary = StepSummary(["GITHUB_STEP_SUMMARY": ""])
    try summary.add("# One")
    #expect(summary.path == nil)
    #expect(summary.annotation(.error, "text") == nil)
  }

  @Test func `a file that cannot be written is a failure in one line`() {
    let summary = StepSummary(["GITHUB_STEP_SUMMARY": "/nowhere/at/all"])
    #expect(throws: Failure.self) { try summary.add("x") }
  }

  @Test func `an annotation is one line, whatever the text`() {
    let summary = StepSummary(["GITHUB_ACTIONS": "true"])
    #expect(
      summary.annotation(.warning, "50% of\nlines\r::error::")
        == "::warning title=grpcbench::50%25 of%0Alines%0D::error::"
    )
  }
}
