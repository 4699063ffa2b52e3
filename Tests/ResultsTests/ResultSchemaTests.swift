import Foundation
import Results
import Statistics
import Testing

struct ResultSchemaTests {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let schema = package.appending(path: "Results/result.schema.json")

  /// Validates the document on standard input with the schema in the first argument.
  static let validator = """
    import json, sys
    import jsonschema
    jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(sys.stdin))
    """

  static func python(_ arguments: [String], input: Data) throws -> (status: Int32, error: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (stdin, stderr) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = FileHandle.nullDevice
    process.standardError = stderr
    try process.run()
    try? stdin.fileHandleForWriting.write(contentsOf: input)
    try stdin.fileHandleForWriting.close()
    let error = try stderr.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: error.suffix(2_000), as: UTF8.self))
  }

  static let hasValidator: Bool = {
    let probe = try? python(["-c", "import jsonschema"], input: Data())
    return probe?.status == 0
  }()

  static let recordings: [Recording] = [
    Sample.recording(openLoop: true), Sample.recording(openLoop: false),
    Sample.recording(openLoop: true, seconds: 2), Recording(), Sample.streams(openLoop: true),
    Sample.streams(openLoop: false),
  ]

  static let peer = PeerSettings(
    initialWindowSize: 65_535,
    maxFrameSize: 16_384,
    headerTableSize: 4_096,
    maxConcurrentStreams: 100,
    maxHeaderListSize: nil
  )

  @Test(.enabled(if: hasValidator, "needs python3 with jsonschema"), arguments: recordings.indices)
  func `a document is what the published schema says`(index: Int) throws {
    let peer = index % 2 == 0 ? Self.peer : nil
    let document = try Sample.document(Self.recordings[index], peer: peer).json()
    let result = try Self.python(
      ["-c", Self.validator, Self.schema.path()],
      input: document
    )
    #expect(result.status == 0, "\(result.error)")
  }

  @Test(.enabled(if: hasValidator, "needs python3 with jsonschema"))
  func `a document with a key more or less is not what the schema says`() throws {
    let document = try Sample.document(Sample.streams(openLoop: true), peer: Self.peer)
    let text = String(decoding: try document.json(), as: UTF8.self)
    for find in [
      "\"p90\" :", "\"seed\" :", "\"steal_share\" :", "\"kernel\" :", "\"reasons\" :",
      "\"share_of_time\" :", "\"slot_wait\" :", "\"round_trip\" :", "\"weight\" :",
      "\"max_frame_size\" :", "\"proxy\" :", "\"addresses\" :", "\"response_sum_ns\" :",
      "\"cancelled\" :",
    ] {
      let changed = text.replacing(find, with: "\"extra\" :")
      #expect(changed != text)
      let result = try Self.python(
        ["-c", Self.validator, Self.schema.path()],
        input: Data(changed.utf8)
      )
      #expect(result.status != 0, "\(find)")
    }
  }

  @Test func `the schema names this version`() throws {
    let text = try String(contentsOf: Self.schema, encoding: .utf8)
    #expect(text.contains("\"const\": \"\(ResultDocument.schema)\""))
  }
}
