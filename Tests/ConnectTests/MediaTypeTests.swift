import Bytes
import Connect
import Testing

@Suite struct MediaTypeTests {
  @Test(
    arguments: [
      ("application/json", .unary(.json)), ("application/proto", .unary(.protobuf)),
      ("Application/JSON", .unary(.json)), ("APPLICATION/PROTO", .unary(.protobuf)),
      ("application/json; charset=utf-8", .unary(.json)),
      ("application/json;charset=utf-8", .unary(.json)),
      ("application/proto ; a=b", .unary(.protobuf)), ("application/json;", .unary(.json)),
      ("application/connect+json", .stream), ("application/connect+proto", .stream),
      ("application/connect+thrift", .stream), ("application/grpc", .other),
      ("application/grpc+json", .other), ("application/jsonx", .other),
      ("application/protobuf", .other), ("application/x-www-form-urlencoded", .other),
      ("text/json", .other), ("", .other), (";", .other), ("application/ json", .other),
      (" application/json", .other), ("json", .other),
    ] as [(String, MediaType)]
  )
  func `a content type is one of Connect's or another`(field: String, type: MediaType) {
    #expect(MediaType(field: bytes(field).span) == type)
  }

  @Test(arguments: MessageFormat.allCases)
  func `what is written is read back`(format: MessageFormat) {
    let field = MediaType.field(format)
    #expect(MediaType(field: bytes(field).span) == .unary(format))
    #expect(MediaType.accepted.contains(field))
  }
}
