import Connect
import GRPC
import Testing
import Timing

@Suite struct ErrorBodyTests {
  private func read(_ text: String) -> ErrorBody? { read(bytes(text)) }

  private func read(_ body: [UInt8]) -> ErrorBody? { ErrorBody(body.span) }

  @Test func `a status is written as its code and its message`() {
    let body = ErrorBody(Status(.notFound, "no \"name\" in C:\\dir\n\u{1}é"))
    #expect(
      String(decoding: body.json, as: UTF8.self)
        == #"{"code":"not_found","message":"no \"name\" in C:\\dir\n\u0001é"}"#
    )
  }

  @Test func `details are a type and base64 without padding`() {
    let detail = ErrorBody.Detail(type: "google.rpc.ErrorInfo", value: [1, 2, 3, 4])
    let body = ErrorBody(Status(.aborted), details: [detail])
    #expect(
      String(decoding: body.json, as: UTF8.self)
        == #"{"code":"aborted","details":[{"type":"google.rpc.ErrorInfo","value":"AQIDBA"}]}"#
    )
  }

  @Test(arguments: StatusCode.allCases.filter { $0 != .ok })
  func `what is written is read back`(code: StatusCode) throws {
    let seed = UInt64(code.rawValue)
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2ff, using: &random))
      }
      let message = scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
      let value = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let body = ErrorBody(Status(code, message), details: [.init(type: "a.B", value: value)])
      let again = try #require(read(body.json), "seed \(seed)")
      #expect(again == body, "seed \(seed)")
      let status = ErrorBody.status(bytes(body.json).span, httpStatus: 500)
      #expect(status == Status(code, message), "seed \(seed)")
    }
  }

  /// Bodies of peers that are no Connect servers, or bad ones, with what is left of them.
  @Test(
    arguments: [
      ("", nil, nil), ("null", nil, nil), ("[]", nil, nil), ("{", nil, nil), ("{}", nil, ""),
      ("<html>", nil, nil), (#"{"code":"not_found"}"#, .notFound, ""),
      (#"{"code":"not_found","message":7}"#, .notFound, ""),
      (#"{"code":5,"message":"m"}"#, nil, "m"), (#"{"code":null,"message":"m"}"#, nil, "m"),
      (#"{"code":"NOT_FOUND","message":"m"}"#, nil, "m"), (#"{"message":"m"}"#, nil, "m"),
      (#"{"code":"ok","message":"m"}"#, nil, "m"),
      (#"{"code":"aborted","details":{}}"#, .aborted, ""),
      (
        #"{"code":"aborted","details":[1,"x",null,{"type":"t"},{"type":"t","value":"!"}]}"#,
        .aborted, ""
      ),
      (#"{"code":"aborted","message":"m","extra":{"a":[[1.5e3]]}}"#, .aborted, "m"),
      (#" {"code" : "aborted" , "message":"a\u00e9\ud83d\ude00"} "#, .aborted, "aé😀"),
      (#"{"code":"aborted"} trailing"#, nil, nil),
      (#"{"code":"aborted","message":"a\u12"}"#, nil, nil),
    ] as [(String, StatusCode?, String?)]
  )
  func `hostile bodies are read as far as they make sense`(
    text: String,
    code: StatusCode?,
    message: String?
  ) {
    let body = read(text)
    #expect(body?.code == code)
    #expect(body?.message == message)
    #expect(body?.details.isEmpty ?? true)
    let status = ErrorBody.status(bytes(text).span, httpStatus: 503)
    #expect(status.code == code ?? .unavailable)
    #expect(code != nil || status.message.contains("503"))
  }

  @Test func `broken UTF-8 and bottomless nesting are no body`() {
    let raw = bytes(#"{"code":"aborted","message":""#) + [0xff, 0xfe] + bytes("\"}")
    #expect(ErrorBody(raw.span) == nil)
    let deep = "{\"a\":" + String(repeating: "[", count: 60_000)
    #expect(read(deep) == nil)
  }

  @Test func `a body beyond the limit counts as none`() {
    let filling = String(repeating: "x", count: ErrorBody.byteLimit)
    #expect(read("{\"code\":\"aborted\",\"message\":\"\(filling)\"}") == nil)
  }

  @Test func `a message is cut where gRPC's would be, between characters`() throws {
    let long = String(repeating: "é", count: StatusMessage.byteLimit)
    let body = try #require(read(ErrorBody(Status(.aborted, long)).json))
    #expect(body.message.utf8.count <= StatusMessage.byteLimit)
    #expect(body.message.utf8.count > StatusMessage.byteLimit - 2)
    #expect(long.hasPrefix(body.message))
  }

  @Test func `any bytes are read without harm`() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    let good = ErrorBody(Status(.aborted, "a message"), details: [.init(type: "t", value: [1])])
      .json
    for _ in 0..<5_000 {
      var raw = good
      for _ in 0...Int.random(in: 0...3, using: &random) {
        raw[Int.random(in: raw.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let status = ErrorBody.status(bytes(raw).span, httpStatus: 429)
      #expect(!status.isOK, "seed \(seed)")
    }
  }
}
