import Bytes
import Connect
import GRPC
import Testing

@Suite struct UnaryResponseFieldsTests {
  private func read(_ fields: [(String, String)]) -> UnaryResponseFields {
    var collected = UnaryResponseFields()
    for (name, value) in fields {
      collected.field(name: bytes(name).span, value: bytes(value).span)
    }
    return collected
  }

  @Test(
    arguments: [
      ("200", "application/json", "", .message(.identity)),
      ("200", "application/json; charset=utf-8", "gzip", .message(.gzip)),
      ("200", "application/json", "GZIP", .message(.gzip)),
      ("200", "application/json", "Identity", .message(.identity)),
      ("404", "application/json", "", .error(.identity)),
      ("503", "application/json", "gzip", .error(.gzip)),
      ("103", "application/json", "", .informational), ("100", "", "", .informational),
    ] as [(String, String, String, UnaryResponseFields.Meaning)]
  )
  func `an answer brings a message or an error`(
    status: String,
    type: String,
    encoding: String,
    meaning: UnaryResponseFields.Meaning
  ) {
    let fields = read([(":status", status), ("content-type", type)])
    let compressed = read(
      [(":status", status), ("content-type", type), ("content-encoding", encoding)]
    )
    #expect((encoding.isEmpty ? fields : compressed).meaning(.json) == meaning)
  }

  @Test(
    arguments: [
      ("200", "application/proto", "", .unknown), ("200", "text/html", "", .unknown),
      ("200", "application/connect+json", "", .unknown),
      ("200", "application/json", "br", .internal), ("502", "text/html", "", .unavailable),
      ("404", "application/proto", "", .unimplemented), ("401", "", "", .unauthenticated),
      ("431", "text/plain", "", .unknown), ("503", "application/json", "br", .unavailable),
      ("", "application/json", "br", .unknown), ("20", "", "", .unknown),
      ("2000", "", "", .unknown),
    ] as [(String, String, String, StatusCode)]
  )
  func `an answer that is none of Connect's is a failure with a reason`(
    status: String,
    type: String,
    encoding: String,
    code: StatusCode
  ) {
    var fields = [(":status", status), ("content-type", type)]
    if !encoding.isEmpty { fields.append(("content-encoding", encoding)) }
    guard case .failed(let status) = read(fields).meaning(.json) else {
      Issue.record("not failed")
      return
    }
    #expect(status.code == code)
    #expect(!status.message.isEmpty)
  }

  @Test func `fields that would be trailers are counted`() {
    let fields = read([
      ("trailer-a", "1"), ("trailer-type-x", "2"), ("trailer", "3"), ("trail", "4"),
    ])
    #expect(fields.trailers == 2)
  }
}
