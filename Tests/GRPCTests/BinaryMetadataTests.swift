import Bytes
import GRPC
import Testing
import Timing

@Suite struct BinaryMetadataTests {
  private func decoded(_ text: String) -> [UInt8]? { Base64.decodeBare(bytes(text).span) }

  // RFC 4648 §10, with the padding that receivers must take and without.
  @Test(arguments: [
    ("", "", ""), ("f", "Zg", "Zg=="), ("fo", "Zm8", "Zm8="), ("foo", "Zm9v", "Zm9v"),
    ("foob", "Zm9vYg", "Zm9vYg=="), ("fooba", "Zm9vYmE", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy", "Zm9vYmFy"),
  ])
  func `padding is never sent and always taken`(plain: String, bare: String, padded: String) {
    #expect(Base64.encodeBare(bytes(plain).span) == bare)
    #expect(decoded(bare) == bytes(plain))
    #expect(decoded(padded) == bytes(plain))
  }

  @Test(arguments: [
    "A", "AAAAA", "Zg=", "Zg===", "Z===", "=", "====", "Zm9v=", "Zm 9", "Zm9-", "Zg==Zg==",
  ])
  func `what is not base64 is refused`(text: String) {
    #expect(decoded(text) == nil)
  }

  @Test func `every byte survives at every place`() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    for length in 0..<200 {
      let data = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(decoded(Base64.encodeBare(data.span)) == data, "seed \(seed)")
    }
    #expect(Base64.encodeBare(bytes([0xab, 0xab, 0xab]).span) == "q6ur")
    #expect(Base64.encodeBare(bytes([0xff, 0xef, 0xfe]).span) == "/+/+")
  }

  @Test func `several values in one field come apart at the commas`() {
    #expect(Base64.decodeList(bytes("Zg,Zm8=,").span) == [bytes("f"), bytes("fo"), []])
    #expect(Base64.decodeList(bytes("").span) == [[]])
    #expect(Base64.decodeList(bytes("Zg,!").span) == nil)
  }
}
