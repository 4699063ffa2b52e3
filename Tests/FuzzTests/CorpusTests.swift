import Foundation
import FuzzEntries
import Testing

/// What the fuzzer has collected goes through its entries again.
///
/// A failed precondition ends the tests as it ends the fuzzer; `make fuzz` begins with the corpus,
/// and says which input it was.
@Suite struct CorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz/Corpus")

  private static func inputs(of entry: Entry) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: entry.rawValue),
      includingPropertiesForKeys: nil
    )
  }

  @Test(arguments: Entry.allCases)
  func `an entry holds for all of its corpus`(entry: Entry) throws {
    let inputs = try Self.inputs(of: entry)
    #expect(!inputs.isEmpty)
    for input in inputs { try entry.play([UInt8](Data(contentsOf: input))) }
  }

  @Test func `every folder of the corpus is an entry's`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(folders) == Set(Entry.allCases.map(\.rawValue)))
  }
}
