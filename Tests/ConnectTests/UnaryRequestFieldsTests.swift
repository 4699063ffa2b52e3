import Bytes
import Connect
import GRPC
import Testing
import Timing

@Suite struct UnaryRequestFieldsTests {
  private static let table = MethodTable(paths: ["/a.B/One", "/a.B/Two"])

  private func meaning(
    _ verb: String = "POST",
    _ path: String = "/a.B/Two",
    fields: [(String, String)]
  ) -> UnaryMeaning {
    var collected = UnaryRequestFields(methods: Self.table)
    collected.setVerb(bytes(verb).span)
    collected.setPath(bytes(path).span)
    for (name, value) in fields {
      collected.field(name: bytes(name).span, value: bytes(value).span)
    }
    return collected.meaning()
  }

  @Test(arguments: MessageFormat.allCases)
  func `what a client writes is the call that a server reads`(format: MessageFormat) throws {
    let fields = UnaryRequest.fields(
      format,
      timeout: .milliseconds(250),
      asksInGzip: true,
      acceptsGzip: true
    )
    guard case .call(let call) = meaning(fields: fields.map { ($0.name, $0.value) }) else {
      Issue.record("no call")
      return
    }
    #expect(call.method == 1 && call.format == format)
    #expect(call.timeout == .milliseconds(250))
    #expect(call.encoding == .gzip && call.acceptsGzip)
  }

  @Test func `the pseudo-fields of HTTP/2 say the same as a request line`() {
    var collected = UnaryRequestFields(methods: Self.table)
    for (name, value) in [
      (":method", "POST"), (":path", "/a.B/One"), ("content-type", "application/json"),
    ] {
      collected.field(name: bytes(name).span, value: bytes(value).span)
    }
    #expect(
      collected.meaning()
        == meaning("POST", "/a.B/One", fields: [("content-type", "application/json")])
    )
  }

  @Test func `a plain HTTP client needs a content type and nothing else`() {
    guard case .call(let call) = meaning(fields: [("content-type", "application/json")]) else {
      Issue.record("no call")
      return
    }
    #expect(call.timeout == nil && call.encoding == .identity && !call.acceptsGzip)
  }

  @Test(
    arguments: [
      ("POST", "/a.B/Two", "text/plain", "", "", 415),
      ("POST", "/a.B/No", "text/plain", "", "", 415),
      ("POST", "/a.B/Two", "application/connect+json", "", "", 415),
      ("GET", "/a.B/Two", "", "", "", 405), ("get", "/a.B/Two", "application/json", "", "", 405),
      ("GET", "/a.B/No", "", "", "", 404), ("POST", "/a.B/No", "application/json", "", "", 404),
      ("POST", "", "application/json", "", "", 404),
      ("POST", "/a.B/Two", "application/json", "connect-protocol-version", "2", 400),
      ("POST", "/a.B/Two", "application/json", "connect-protocol-version", "", 400),
      ("POST", "/a.B/Two", "application/json", "connect-timeout-ms", "12345678901", 400),
      ("POST", "/a.B/Two", "application/json", "connect-timeout-ms", "1s", 400),
      ("POST", "/a.B/Two", "application/json", "content-encoding", "br", 501),
      ("POST", "/a.B/Two", "application/json", "content-encoding", "gzip, gzip", 501),
    ] as [(String, String, String, String, String, Int)]
  )
  func `what is no call has its HTTP status and a reason`(
    verb: String,
    path: String,
    type: String,
    name: String,
    value: String,
    http: Int
  ) {
    let fields = [("content-type", type), (name, value)].filter { !($0.0 + $0.1).isEmpty }
      .filter { $0.0 != "content-type" || !$0.1.isEmpty }
    switch meaning(verb, path, fields: fields) {
    case .call: Issue.record("a call")
    case .refuse(let status, let httpStatus):
      #expect(httpStatus == http)
      #expect(!status.isOK && !status.message.isEmpty)
      #expect(status.code.connectHTTPStatus == http || http == 404)
    case .reject(let httpStatus, let reason):
      #expect(httpStatus == http)
      #expect(!reason.isEmpty)
    }
  }

  /// Names of codings are in either case (RFC 9110 §8.4.1), and may have weights (§12.5.3).
  @Test(
    arguments: [
      ("GZIP", "GZip", true), ("x-gzip", "deflate, X-Gzip", true), ("gzip", "gzip;q=1.0", true),
      ("Gzip", "br;q=1.0, gzip ; q=0.5", true), ("gzip", "gzip;q=0.001,br", true),
      ("Identity", "gzip;q=0", false), ("identity", "gzip; Q=0.000, br", false),
      ("identity", "gzipped, g, deflate", false), ("identity", "", false),
    ]
  )
  func `codings are read in either case`(encoding: String, accepted: String, isGzip: Bool) {
    let fields = [
      ("content-type", "application/json"), ("content-encoding", encoding),
      ("accept-encoding", accepted),
    ]
    guard case .call(let call) = meaning(fields: fields) else {
      Issue.record("no call")
      return
    }
    #expect(call.encoding == (encoding.lowercased() == "identity" ? .identity : .gzip))
    #expect(call.acceptsGzip == isGzip)
  }

  @Test func `a method that is not there is Connect's unimplemented with 404`() {
    guard
      case .refuse(let status, 404) = meaning(
        "POST",
        "/a.B/\u{7}No",
        fields: [("content-type", "application/json")]
      )
    else {
      Issue.record("not refused")
      return
    }
    #expect(status == Status(.unimplemented, "the server has no method /a.B/?No"))
  }
}
