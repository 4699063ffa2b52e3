import Foundation
import Results
import Testing

struct HistoryFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "grpcbench-history-\(UUID().uuidString)/history.jsonl").path

  private func clean() {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test func `entries are added at the end, one line each`() throws {
    defer { clean() }
    let file = HistoryFile(path: path)
    let one = HistoryEntry(try Sample.document(openLoop: true), commit: "a")
    let other = HistoryEntry(try Sample.document(openLoop: false), commit: nil)
    try file.add([one])
    let before = try Data(contentsOf: URL(filePath: path))
    try file.add([other, one])
    let after = try Data(contentsOf: URL(filePath: path))
    #expect(after.starts(with: before))
    #expect(after.split(separator: 10).count == 3)
    #expect(try file.entries() == [one, other, one])
    #expect(other.commit == "0123abc")
    #expect(one.metrics["offered"] == nil && one.metrics["response.p99"] ?? 0 > 0)
  }

  @Test(arguments: ["{}", "no json", "{\"schema\":\"grpcbench.history/2\"}", "[1]"])
  func `a line that is no entry is named`(line: String) throws {
    defer { clean() }
    let file = HistoryFile(path: path)
    try file.add([HistoryEntry(try Sample.document(openLoop: true), commit: "a")])
    let text = try String(contentsOfFile: path, encoding: .utf8) + line + "\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let failure = #expect(throws: ResultFailure.self) { try file.entries() }
    #expect(failure?.description.contains("line 2 is no grpcbench.history/1") == true)
  }

  @Test func `a history that is not there says how one begins`() {
    let failure = #expect(throws: ResultFailure.self) { try HistoryFile(path: path).entries() }
    #expect(failure?.description.contains("there is no such file; grpcbench history add") == true)
  }
}
