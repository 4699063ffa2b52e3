import Bytes
import Foundation
import Scenarios
import Testing

@Suite struct SecretsTests {
  private func plan(_ metadata: String, _ more: String = "seed: 1") throws -> Plan {
    try Scenario(name: "s", yaml: "request: {metadata: {\(metadata)}}\n\(more)").plan()
  }

  @Test(arguments: [
    ("authorization", true), ("proxy-authorization", true), ("cookie", true), ("x-api-key", true),
    ("set-cookie", true), ("x-token", true), ("a-b-secret", true), ("password", true),
    ("my-password-2", true), ("x-token-bin", true), ("cookie-bin", true), ("token", false),
    ("x-tokens", false), ("secret", false), ("x-user", false), ("authorization-info", false),
  ])
  func `some names are always sensitive`(name: String, isSensitive: Bool) {
    #expect(Request.MetadataField(name: name, value: "v").isSensitive == isSensitive)
  }

  @Test(
    arguments: [
      ("sensitive: x-user", ["x-user"]), ("sensitive: 'x-a, *-user'", ["x-a", "*-user"]),
      ("sensitive: [x-a, x-user]", ["x-a", "x-user"]), ("sensitive:\n  - x-u*r", ["x-u*r"]),
    ] as [(String, [String])]
  )
  func `a scenario names others`(yaml: String, names: [String]) throws {
    let plan = try plan("x-user: Ada, x-other: b", yaml)
    #expect(plan.sensitive == names)
    #expect(plan.calls[0].request.metadata.map(\.isSensitive) == [true, false])
  }

  @Test func `what the command line names is secret besides what the file names`() throws {
    var overrides = Overrides()
    overrides[.sensitive] = "x-b"
    let yaml = "sensitive: x-a\nrequest: {metadata: {x-a: '1', x-b: '2', x-c: '3', cookie: '4'}}"
    let plan = try Scenario(name: "s", yaml: yaml).plan(overrides: overrides)
    #expect(plan.sensitive == ["x-a", "x-b"])
    #expect(plan.calls[0].request.metadata.map(\.isSensitive) == [true, true, false, true])
  }

  @Test(arguments: ["X-User", "x user: a", "''", "',,'", "ä"])
  func `names that none can have are refused`(text: String) throws {
    #expect(throws: Complaint.self) { try plan("x-a: b", "sensitive: \(text)") }
  }

  @Test func `a plan's document has stars in the place of what is secret`() throws {
    let plan = try plan("authorization: Bearer abc123, x-user: Ada")
    let document = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
    #expect(document.contains("Ada") && document.contains(#""***""#))
    #expect(!document.contains("abc123"))
    #expect(plan.calls[0].request.metadata[0].value == "Bearer abc123")
  }

  @Test(
    arguments: [
      ("authorization: Bearer abc123", "bad 'Bearer abc123'", "bad '***'"),
      ("authorization: Bearer abc123", "token abc123 expired", "token *** expired"),
      ("x-token: abc", "abc, abcd and ab", "***, ***d and ab"),
      ("x-token: abc", "nothing to see", "nothing to see"),
      ("x-token: '{call}-abc123-{random}'", "got 00-abc123-11", "got 00***11"),
      ("x-token: '{call}'", "got 0001", "got 0001"),
      ("x-token-bin: YWJjMTIz", "got abc123 or YWJjMTIz", "got *** or ***"),
      ("x-user: abc123", "abc123", "abc123"), ("x-token: ''", "text", "text"),
    ]
  )
  func `a message does not repeat a secret`(metadata: String, text: String, masked: String) throws {
    var secrets = Secrets(of: try plan(metadata))
    #expect(secrets.masked(text) == masked)
    #expect(secrets.masked(text) == masked)
  }

  @Test(arguments: ["a", "ab", "abc", "abcd", "Basic dXNlcjpwYXNz", "s3cret>>>???"])
  func `nor the base64 of one`(value: String) throws {
    var secrets = Secrets(of: try plan("authorization: '\(value)'"))
    let base64 = Base64.encode(Array(value.utf8))
    let forURLs = base64.replacing("+", with: "-").replacing("/", with: "_").prefix { $0 != "=" }
    for text in [base64, String(forURLs)] {
      let masked = secrets.masked("it was \(text) .")
      #expect(!masked.contains(text.prefix { $0 != "=" }), "\(masked)")
      #expect(!masked.contains(value), "\(masked)")
    }
  }

  @Test func `a field whose colon was forgotten is not repeated`() throws {
    var overrides = Overrides()
    overrides.metadata = ["authorization Bearer abc123"]
    let scenario = try Scenario(name: "s", yaml: "seed: 1")
    let line = #expect(throws: Complaint.self) { try scenario.plan(overrides: overrides) }
    #expect(line?.description.contains("--metadata authorization has no value") == true)
    #expect(line?.description.contains("abc123") == false)
  }
}
