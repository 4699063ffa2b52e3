import Foundation
import Reports
import Results
import Testing

struct RunListTests {
  @Test func `each run is a line, and one that cannot be read says why`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "RunList-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try RunFolder(path: "\(folder)/closed-20260102-030405")
      .write(try Sample.closed().json(), as: "result.json")
    try RunFolder(path: "\(folder)/empty-20260101-030405")
      .write(try Sample.empty().json(), as: "result.json")
    try RunFolder(path: "\(folder)/broken-20250101-030405").write("{", as: "result.json")
    let lines = RunList.text(try KeptRun.all(in: folder)).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("run  ") && lines[0].hasSuffix("failed"))
    let closed = try Sample.closed()
    #expect(lines[1].hasPrefix("closed-20260102-030405  2026-01-02T03:04:05Z  "))
    #expect(lines[1].contains(closed.validity.verdict.rawValue))
    #expect(lines[1].contains(Figure.measured(closed.latency.response.p99)))
    #expect(lines[2].contains("–"), "a latency of which there is none is not zero")
    #expect(lines[3].contains("broken") && lines[3].contains("it ends too early"))
  }
}
