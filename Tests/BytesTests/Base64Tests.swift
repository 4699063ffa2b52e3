import Bytes
import Testing

struct Base64Tests {
  /// The vectors of RFC 4648 §10.
  static let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors)
  func `the vectors of the RFC hold both ways`(plain: String, text: String) throws {
    #expect(Base64.encode(Array(plain.utf8)) == text)
    #expect(try Base64.decode(text) == Array(plain.utf8))
  }

  @Test func `all bytes come back`() throws {
    let bytes = (0...255).map { UInt8($0) }
    #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
  }

  @Test(arguments: [
    "A", "AB", "ABC", "A===", "====", "AB=C", "AB C", "Zg==Zg==", "Zh==", "Zm9=", "é===",
  ])
  func `anything but padded base64 is refused`(text: String) {
    #expect(throws: Base64.Failure.self) { try Base64.decode(text) }
  }
}
