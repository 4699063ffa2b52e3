import GRPC
import Testing

private func block(_ fields: [(String, String)]) -> ResponseFields {
  var block = ResponseFields()
  for (name, value) in fields {
    block.field(name: bytes(name).span, value: bytes(value).span)
  }
  return block
}

private let grpc = ("content-type", "application/grpc")

@Suite struct ResponseFieldsTests {
  @Test(
    arguments: [
      ("application/grpc", .grpc), ("application/grpc+proto", .grpc),
      ("application/grpc;charset=utf-8", .grpc), ("Application/GRPC+proto", .grpc),
      ("application/grpc-web", .other), ("application/grpcx", .other), ("application/json", .other),
      ("", .other),
    ] as [(String, ContentType)]
  )
  func `content types are told apart`(field: String, type: ContentType) {
    #expect(ContentType(field: bytes(field).span) == type)
  }

  @Test func `a proper head announces messages in its encoding`() {
    let head = [(":status", "200"), grpc]
    #expect(block(head).headMeaning(endStream: false) == .messagesFollow(.identity))
    for (name, encoding) in [
      ("identity", .identity), ("gzip", .gzip), ("snappy", .other),
    ] as [(String, MessageEncoding)] {
      #expect(
        block(head + [("grpc-encoding", name)]).headMeaning(endStream: false)
          == .messagesFollow(encoding)
      )
    }
  }

  @Test func `metadata changes nothing`() {
    let fields = [(":status", "200"), ("x-status", "9"), grpc, ("grpc-statux", "9"), ("", "")]
    #expect(block(fields).headMeaning(endStream: false) == .messagesFollow(.identity))
  }

  @Test(arguments: ["100", "103", "199"])
  func `an informational head is passed over`(http: String) {
    #expect(block([(":status", http)]).headMeaning(endStream: false) == .informational)
    #expect(refusal(block([(":status", http)]).headMeaning(endStream: true))?.code == .internal)
  }

  @Test func `a head that ends the stream with a status is the whole answer`() {
    let fields = [
      (":status", "200"), grpc, ("grpc-status", "12"), ("grpc-message", "no %E2%98%BA"),
    ]
    #expect(
      block(fields).headMeaning(endStream: true) == .ended(Status(.unimplemented, "no ☺"))
    )
  }

  @Test func `where a grpc-status ends the stream the HTTP status does not count`() {
    let fields = [(":status", "503"), ("grpc-status", "9")]
    #expect(
      block(fields).headMeaning(endStream: true) == .ended(Status(.failedPrecondition))
    )
  }

  @Test(arguments: [true, false])
  func `an HTTP error without a grpc-status maps by the table`(endStream: Bool) {
    for (http, code) in [("404", .unimplemented), ("503", .unavailable), ("500", .unknown)]
      as [(String, StatusCode)]
    {
      for type in ["text/html", "application/grpc"] {
        let fields = [(":status", http), ("content-type", type)]
        let status = refusal(block(fields).headMeaning(endStream: endStream))
        #expect(status?.code == code)
        #expect(status?.message.contains("HTTP \(http)") == true)
      }
    }
  }

  @Test func `a refusal before the end of the stream uses a failing grpc-status but never OK`() {
    let busy = block([(":status", "502"), ("grpc-status", "8"), ("grpc-message", "busy")])
    #expect(busy.headMeaning(endStream: false) == .refused(Status(.resourceExhausted, "busy")))
    let liar = block([(":status", "502"), ("grpc-status", "0")])
    #expect(refusal(liar.headMeaning(endStream: false))?.code == .unavailable)
  }

  @Test(arguments: [true, false])
  func `HTTP 200 of another type is UNKNOWN and says which`(endStream: Bool) {
    let html = block([(":status", "200"), ("content-type", "text/html")])
    let status = refusal(html.headMeaning(endStream: endStream))
    #expect(status?.code == .unknown)
    #expect(status?.message.contains("HTTP 200") == true)
    #expect(status?.message.contains("text/html") == true)
    let bare = refusal(block([(":status", "200")]).headMeaning(endStream: endStream))
    #expect(bare?.code == .unknown)
  }

  @Test(arguments: ["", "20", "2000", "2x0", "099", "abc"])
  func `a head without a usable HTTP status is refused`(http: String) {
    let head = block([(":status", http), grpc])
    #expect(refusal(head.headMeaning(endStream: false))?.code == .internal)
  }

  @Test func `a head that ends the stream without a grpc-status is UNKNOWN`() {
    let head = block([(":status", "200"), grpc])
    #expect(head.headMeaning(endStream: true) == .refused(.trailersMissing))
  }

  @Test func `trailers carry the status`() {
    #expect(block([("grpc-status", "0")]).trailersMeaning() == .ok)
    #expect(
      block([("grpc-message", "late"), ("grpc-status", "4")]).trailersMeaning()
        == Status(.deadlineExceeded, "late")
    )
  }

  @Test func `trailers without a grpc-status are UNKNOWN`() {
    #expect(block([("x", "y")]).trailersMeaning() == .trailersMissing)
    #expect(Status.trailersMissing.code == .unknown)
  }

  @Test(arguments: ["17", "-1", "", "zero", "00"])
  func `a grpc-status that no one knows is UNKNOWN and keeps the message`(code: String) {
    let status = block([("grpc-status", code), ("grpc-message", "why")]).trailersMeaning()
    #expect(status.code == .unknown)
    #expect(status.message.hasSuffix("why"))
    #expect(block([("grpc-status", code)]).trailersMeaning().code == .unknown)
  }

  @Test func `two codes that differ are none`() {
    let twice = block([("grpc-status", "0"), ("grpc-status", "0")])
    #expect(twice.trailersMeaning() == .ok)
    let torn = block([("grpc-status", "5"), ("grpc-status", "0")])
    #expect(torn.trailersMeaning().code == .unknown)
    let hidden = block([("grpc-status", "x"), ("grpc-status", "0")])
    #expect(hidden.trailersMeaning().code == .unknown)
  }

  @Test func `a long message is bounded`() {
    let long = String(repeating: "x", count: 60_000)
    let status = block([("grpc-status", "2"), ("grpc-message", long)]).trailersMeaning()
    #expect(status.message.utf8.count == StatusMessage.byteLimit)
  }

  private func refusal(_ meaning: HeadMeaning) -> Status? {
    guard case .refused(let status) = meaning else { return nil }
    return status
  }
}
