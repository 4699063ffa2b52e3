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

  @Test func `a last line without its end is not glued to the next one`() throws {
    defer { clean() }
    let file = HistoryFile(path: path)
    let one = HistoryEntry(try Sample.document(openLoop: true), commit: "a")
    try file.add([one])
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    // An editor that writes no line break at the end loses nothing.
    try whole.trimmingCharacters(in: .newlines).write(
      toFile: path,
      atomically: true,
      encoding: .utf8
    )
    try file.add([one])
    #expect(try file.entries() == [one, one])
    // What was cut off in its middle is lost alone, and named by its number in the file.
    try ("\n\n" + whole + whole.prefix(100)).write(toFile: path, atomically: true, encoding: .utf8)
    try file.add([one])
    let failure = #expect(throws: ResultFailure.self) { try file.entries() }
    #expect(failure?.description.contains("line 4 is no grpcbench.history/1") == true)
    var lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    lines.remove(at: 3)
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try file.entries() == [one, one])
  }

  @Test func `those who add at once lose nothing`() throws {
    defer { clean() }
    let file = HistoryFile(path: path)
    // So short that adding them is most of the work.
    var entry = HistoryEntry(try Sample.document(openLoop: true), commit: "a")
    entry.metrics = [:]
    let short = entry
    DispatchQueue.concurrentPerform(iterations: 4_000) { _ in
      // One that fails is missed in the end.
      try? file.add([short])
    }
    #expect(try file.entries().count == 4_000)
  }

  @Test func `a history that is not there says how one begins`() {
    let failure = #expect(throws: ResultFailure.self) { try HistoryFile(path: path).entries() }
    #expect(failure?.description.contains("there is no such file; grpcbench history add") == true)
  }
}
