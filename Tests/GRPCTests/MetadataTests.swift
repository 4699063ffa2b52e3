import GRPC
import Testing

@Suite struct MetadataTests {
  @Test func `fields keep their order and count name, value and 32 bytes each`() throws {
    var metadata = Metadata()
    try metadata.append("x-b", "2")
    try metadata.append("x-a", "1")
    try metadata.append("x-b", "")
    #expect(metadata.fields.map(\.name) == ["x-b", "x-a", "x-b"])
    #expect(metadata.size == 3 * (3 + 32) + 2)
  }

  @Test func `binary values are unpadded base64 on the wire and count as such`() throws {
    var metadata = Metadata()
    try metadata.append("trace-bin", bytes: bytes([0xab]).span)
    try metadata.append("trace-bin", "qw==")
    #expect(metadata.fields.map(\.value) == ["qw", "qw"])
    #expect(metadata.size == 2 * (9 + 2 + 32))
  }

  @Test(arguments: ["", "X-Upper", "a b", "a:b", ":path", "ü", "a\n"])
  func `an illegal name is refused`(name: String) {
    var metadata = Metadata()
    #expect(throws: MetadataError.illegalName(name)) { try metadata.append(name, "v") }
  }

  @Test(arguments: ["grpc-timeout", "grpc-x-bin", "te", "content-type", "connection", "host"])
  func `a reserved name is refused`(name: String) {
    var metadata = Metadata()
    #expect(throws: MetadataError.reservedName(name)) { try metadata.append(name, "v") }
  }

  @Test(arguments: [" v", "v ", "a\u{7f}", "a\tb", "é", "a\u{0}"])
  func `an illegal value is refused`(value: String) {
    var metadata = Metadata()
    #expect(throws: MetadataError.illegalValue(name: "x")) { try metadata.append("x", value) }
  }

  @Test func `bytes need a binary name and binary text needs base64`() {
    var metadata = Metadata()
    #expect(throws: MetadataError.bytesNeedBinaryName(name: "x")) {
      try metadata.append("x", bytes: bytes([1]).span)
    }
    #expect(throws: MetadataError.notBase64(name: "x-bin")) {
      try metadata.append("x-bin", "not base64!")
    }
  }

  @Test func `fields past the limit are refused and change nothing`() throws {
    var metadata = Metadata(sizeLimit: 80)
    try metadata.append("a", "1234567")
    try metadata.append("b", "1234567")
    #expect(metadata.size == 80)
    #expect(throws: MetadataError.overSize(name: "c", size: 113, limit: 80)) {
      try metadata.append("c", "")
    }
    #expect(metadata.size == 80)
    #expect(metadata.fields.count == 2)
    #expect(Metadata().sizeLimit == 8_192)
  }

  @Test(
    arguments: [
      .illegalName("A\nB"), .reservedName("te"), .illegalValue(name: "x"),
      .notBase64(name: "x-bin"),
      .bytesNeedBinaryName(name: "x"), .overSize(name: "x", size: 9_000, limit: 8_192),
    ] as [MetadataError]
  )
  func `each error is one line that names the field`(error: MetadataError) {
    #expect(error.description.hasPrefix("metadata \""))
    #expect(!error.description.contains("\n"))
  }
}
