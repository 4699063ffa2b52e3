import Foundation
import Ladder
import Testing

@Suite struct JournalFileTests {
  private let journal = Climb(seed: 8, rounds: 1).journal

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test func `a file that is gone on with holds what one in one piece holds`() throws {
    try inFolder { folder in
      do {
        let file = try JournalFile(new: journal.head, in: folder)
        for entry in journal.entries.prefix(9) { try file.add(entry) }
      }
      let path = "\(folder)/\(JournalFile.name)"
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"slice\":9,\"rou".utf8))
      try handle.close()

      let file = try JournalFile(resume: folder)
      #expect(file.droppedBytes == 15)
      #expect(file.journal.entries == Array(journal.entries.prefix(9)))
      for entry in journal.entries.dropFirst(9) { try file.add(entry) }
      #expect(file.journal == journal)
      #expect(try Data(contentsOf: URL(filePath: path)) == journal.data())
      #expect(try JournalFile.read(folder).journal == journal)
      #expect(try JournalFile.read(path).journal == journal)
    }
  }

  @Test func `a journal is not begun over another one`() throws {
    try inFolder { folder in
      _ = try JournalFile(new: journal.head, in: folder)
      let failure = #expect(throws: JournalFailure.self) {
        try JournalFile(new: journal.head, in: folder)
      }
      #expect(failure?.description.contains("--resume") == true)
    }
  }

  @Test func `two do not write one journal`() throws {
    try inFolder { folder in
      let file = try JournalFile(new: journal.head, in: folder)
      let failure = #expect(throws: JournalFailure.self) { try JournalFile(resume: folder) }
      #expect(failure?.description.contains("another process") == true)
      try file.add(journal.entries[0])
    }
  }

  @Test func `a folder without a journal is no ladder`() throws {
    try inFolder { folder in
      #expect(throws: JournalFailure.self) { try JournalFile(resume: folder) }
      #expect(throws: JournalFailure.self) { try JournalFile.read(folder) }
    }
  }
}
