import GRPC
import Testing
import Timing

private let methods = MethodTable(paths: ["/s/A", "/s/B"], plainRoute: "/plain")

private let proper: [(String, String)] = [
  (":method", "POST"), (":path", "/s/B"), ("content-type", "application/grpc"),
  ("te", "trailers"),
]

/// The proper request with one field changed, or left out where the value is nil.
private func meaning(_ changes: [String: String?] = [:]) -> RequestMeaning {
  var block = RequestFields(methods: methods)
  var changes = changes
  for (name, value) in proper {
    let changed = changes.removeValue(forKey: name) ?? value
    if let changed { block.field(name: bytes(name).span, value: bytes(changed).span) }
  }
  for case (let name, let value?) in changes {
    block.field(name: bytes(name).span, value: bytes(value).span)
  }
  return block.meaning()
}

private func call(_ meaning: RequestMeaning) -> IncomingCall? {
  guard case .call(let call) = meaning else { return nil }
  return call
}

private func rejection(_ meaning: RequestMeaning) -> Status? {
  guard case .rejectStatus(let status) = meaning else { return nil }
  return status
}

@Suite struct RequestFieldsTests {
  @Test func `a proper request is a call of its method`() {
    let call = call(meaning())
    #expect(call?.method == 1)
    #expect(call?.timeout == nil)
    #expect(call?.encoding == .identity)
    #expect(call?.acceptsGzip == false)
  }

  @Test func `the call carries its timeout and encodings`() {
    let call = call(
      meaning([
        "grpc-timeout": "250m", "grpc-encoding": "gzip",
        "grpc-accept-encoding": "identity, deflate ,\tgzip",
      ])
    )
    #expect(call?.timeout == .milliseconds(250))
    #expect(call?.encoding == .gzip)
    #expect(call?.acceptsGzip == true)
  }

  @Test(arguments: ["", "identity", "gzipped", "gzip;q=1", "x-gzip", ",,", " "])
  func `gzip must be named in the list`(list: String) {
    #expect(call(meaning(["grpc-accept-encoding": list]))?.acceptsGzip == false)
  }

  @Test func `an absent te is tolerated and another is malformed`() {
    #expect(call(meaning(["te": nil])) != nil)
    #expect(meaning(["te": "gzip"]) == .rejectHTTP(400))
  }

  @Test func `what is not gRPC is answered in HTTP`() {
    #expect(meaning([":method": "GET"]) == .rejectHTTP(405))
    #expect(meaning(["content-type": "application/json"]) == .rejectHTTP(415))
    #expect(meaning(["content-type": "application/grpc-web"]) == .rejectHTTP(415))
    #expect(meaning(["content-type": nil]) == .rejectHTTP(415))
    #expect(meaning([":path": nil]) == .rejectHTTP(400))
    #expect(meaning([":method": nil]) == .rejectHTTP(400))
  }

  @Test func `an unknown method is UNIMPLEMENTED and named`() {
    let status = rejection(meaning([":path": "/s/Nope"]))
    #expect(status?.code == .unimplemented)
    #expect(status?.message.contains("/s/Nope") == true)
    let long = rejection(meaning([":path": "/" + String(repeating: "x", count: 60_000)]))
    #expect((long?.message.utf8.count ?? 0) < 400)
  }

  @Test func `an unknown encoding is UNIMPLEMENTED`() {
    #expect(rejection(meaning(["grpc-encoding": "snappy"]))?.code == .unimplemented)
  }

  @Test(arguments: ["", "1", "123456789n", "soon"])
  func `a malformed timeout is INTERNAL`(timeout: String) {
    #expect(rejection(meaning(["grpc-timeout": timeout]))?.code == .internal)
  }

  @Test(arguments: ["GET", "POST"])
  func `the plain route is plain HTTP unless gRPC is spoken to it`(method: String) {
    #expect(
      meaning([":method": method, ":path": "/plain", "content-type": nil]) == .plainRoute
    )
    #expect(rejection(meaning([":path": "/plain"]))?.code == .unimplemented)
  }

  @Test func `nothing of a request stays after a reset`() {
    var block = RequestFields(methods: methods)
    for (name, value) in proper + [("grpc-timeout", "1S"), ("grpc-accept-encoding", "gzip")] {
      block.field(name: bytes(name).span, value: bytes(value).span)
    }
    #expect(call(block.meaning()) != nil)
    block.reset()
    #expect(block.meaning() == .rejectHTTP(400))
    for (name, value) in proper {
      block.field(name: bytes(name).span, value: bytes(value).span)
    }
    #expect(call(block.meaning())?.timeout == nil)
    #expect(call(block.meaning())?.acceptsGzip == false)
  }
}
