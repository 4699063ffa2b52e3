import Scenarios
import Testing

@Suite struct MetadataTests {
  @Test(
    arguments: [
      ("x-user", "Ada Lovelace"), ("x-empty", ""), ("a.b_c-9", "~"), ("x-id", "{call}/{random}"),
      ("trace-bin", "AAEC"), ("trace-bin", "AAE"), ("trace-bin", "AAE="), ("id-bin", "{call}"),
      ("x-json", "{\"a\": 1}"), ("x-colon", "a: b"),
    ] as [(String, String)]
  )
  func `a field that gRPC allows arrives as it was written`(name: String, value: String) throws {
    let field = Request.MetadataField(name: name, value: value)
    var overrides = Overrides()
    overrides.metadata = ["\(name): \(value)"]
    let scenario = try Scenario(name: "s", yaml: "seed: 1")
    #expect(try scenario.plan(overrides: overrides).calls[0].request.metadata == [field])
    let yaml = "request: {metadata: {\(name): '\(value)'}}"
    #expect(try Scenario(name: "s", yaml: yaml).plan().calls[0].request.metadata == [field])
  }

  @Test(
    arguments: [
      ("X-User: Ada", "X-User has capital letters, which HTTP/2 forbids; write x-user"),
      ("x user: Ada", "\"x user\" is not a name of metadata; use a-z, 0-9, _, - and ."),
      ("näme: Ada", "\"näme\" is not a name of metadata; use a-z, 0-9, _, - and ."),
      (" : Ada", "\"\" has no name; write one such as x-user"),
      (
        ":path: /a",
        ":path is a pseudo-header, which the call writes itself; choose another name"
      ),
      (
        "grpc-timeout: 1S",
        "grpc-timeout has the prefix grpc-, which is gRPC's own; choose another name"
      ),
      ("te: trailers", "te is written by the call itself or forbidden; choose another name"),
      ("content-type: a", "content-type is written by the call itself or forbidden"),
      ("user-agent: a", "user-agent is written by the call itself or forbidden"),
      ("connection: close", "connection is written by the call itself or forbidden"),
      ("host: a", "host is written by the call itself or forbidden"),
      ("content-length: 1", "content-length is written by the call itself or forbidden"),
      (
        "x-user: Jürgen",
        """
        x-user has a value with characters outside printable ASCII; \
        give it a name in -bin and a value in base64
        """
      ),
      ("x-user: a\tb", "x-user has a value with characters outside printable ASCII"),
      (
        "trace-bin: not base64",
        "trace-bin has a value that is not base64, as names in -bin ask; encode its bytes"
      ),
      ("trace-bin: A", "trace-bin has a value that is not base64"),
      ("trace-bin: AA,AA", "trace-bin has a value that is not base64"),
      ("trace-bin: A{call}", "trace-bin has a value that is not base64"),
      ("x-user", "x-user has no value; write the name, a colon and the value: \"x-user: Ada\""),
    ] as [(String, String)]
  )
  func `a field that gRPC forbids is refused by its name`(text: String, reason: String) throws {
    var overrides = Overrides()
    overrides.metadata = [text]
    let scenario = try Scenario(name: "s", yaml: "seed: 1")
    let complaint = #expect(throws: Complaint.self) { try scenario.plan(overrides: overrides) }
    let line = complaint?.description ?? ""
    #expect(line.hasPrefix("scenario s: --metadata \(reason)"), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test(
    arguments: [
      (
        "request:\n  metadata:\n    X-User: Ada",
        "line 3: request.metadata X-User has capital letters, which HTTP/2 forbids; write x-user"
      ),
      (
        "request:\n  metadata: {x-user: }",
        "line 2: request.metadata x-user has no value; give it one or delete the line"
      ),
      (
        "request:\n  metadata: {x-user: ' Ada'}",
        """
        line 2: request.metadata x-user has a value with a space at its end, which is lost on the \
        way; cut it
        """
      ),
      (
        "request: {metadata: x-user}",
        "line 1: request.metadata is a group; write lines such as x-user: Ada indented below it"
      ),
      (
        "request:\n  metadata: {? [a] : b}",
        "line 2: a key is not a word; write lines such as connections: 1"
      ),
    ] as [(String, String)]
  )
  func `a wrong field in a file names its line`(yaml: String, line: String) {
    let complaint = #expect(throws: Complaint.self) {
      try Scenario(name: "s", yaml: yaml).plan()
    }
    #expect(complaint?.description == "scenario s: \(line)")
  }

  @Test(
    arguments: [
      (64, 1, nil), (65, 1, "--metadata x-64 is one too many; a call carries at most 64"),
      (1, 8_157, nil),
      (
        1, 8_158,
        """
        --metadata x-0 makes the metadata 8193 bytes with 32 for each field; give at most 8192, \
        which is what servers are sure to take
        """
      ),
    ] as [(Int, Int, String?)]
  )
  func `there is so much metadata and no more`(count: Int, bytes: Int, line: String?) throws {
    var overrides = Overrides()
    let value = String(repeating: "v", count: bytes)
    overrides.metadata = (0..<count).map { "x-\($0): \(value)" }
    let scenario = try Scenario(name: "s", yaml: "seed: 1")
    do {
      let plan = try scenario.plan(overrides: overrides)
      #expect(plan.calls[0].request.metadata.count == count && line == nil)
    } catch {
      #expect(error.description == line.map { "scenario s: \($0)" })
    }
  }
}
