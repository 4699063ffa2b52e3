import GRPC
import Testing
import Timing

@Suite struct StatusMessageTests {
  private func encoded(_ message: String, limit: Int = StatusMessage.byteLimit) -> String {
    String(decoding: StatusMessage.encode(message, limit: limit), as: UTF8.self)
  }

  private func decoded(_ field: String, limit: Int = StatusMessage.byteLimit) -> String {
    StatusMessage.decode(bytes(field).span, limit: limit)
  }

  @Test(arguments: [
    ("", ""),
    ("not found", "not found"),
    ("100%", "100%25"),
    ("a\r\nb", "a%0D%0Ab"),
    ("~\u{7f}", "~%7F"),
    ("☺", "%E2%98%BA"),
    ("😈", "%F0%9F%98%88"),
    (" edge ", "%20edge%20"),
    (" ", "%20"),
  ])
  func `a message is escaped as gRPC asks`(message: String, field: String) {
    #expect(encoded(message) == field)
    #expect(decoded(field) == message)
  }

  @Test func `the special message of the interoperability suite survives`() {
    let message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    #expect(decoded(encoded(message)) == message)
  }

  @Test(arguments: [
    ("%", "%"), ("%4", "%4"), ("%4G", "%4G"), ("%G4", "%G4"), ("%%41", "%A"), ("%41%", "A%"),
    ("%zz%41", "%zzA"), ("%e2%98%ba", "☺"),
  ])
  func `a broken escape stays as it is`(field: String, message: String) {
    #expect(decoded(field) == message)
  }

  @Test func `what is not UTF-8 is repaired`() {
    #expect(decoded("a%FFb") == "a\u{fffd}b")
    #expect(StatusMessage.decode(bytes([0x61, 0xff, 0x62]).span) == "a\u{fffd}b")
  }

  @Test func `any bytes decode, and any text survives both ways`() {
    let seed: UInt64 = 20_260_801
    var random = SplitMix64(seed: seed)
    let alphabet: [Character] = ["%", "4", "1", "F", "a", " ", "é", "☺", "😈", "\n", "~"]
    for _ in 0..<500 {
      let noise = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      #expect(StatusMessage.decode(noise.span).utf8.count <= 3 * noise.count, "seed \(seed)")
      let text = String(
        (0..<Int.random(in: 0...20, using: &random)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
      )
      let field = StatusMessage.encode(text)
      #expect(field.allSatisfy { $0 >= 0x20 && $0 <= 0x7e }, "seed \(seed)")
      #expect(StatusMessage.decode(field.span) == text, "seed \(seed)")
    }
  }

  @Test func `both directions are bounded and cut between characters`() {
    #expect(encoded("☺☺", limit: 9) == "%E2%98%BA")
    #expect(encoded("☺☺", limit: 17) == "%E2%98%BA")
    #expect(encoded("a ☺", limit: 5) == "a")
    #expect(decoded("abcdef", limit: 4) == "abcd")
    #expect(decoded("☺☺", limit: 4) == "☺")
    #expect(decoded("☺☺", limit: 5) == "☺")
    #expect(decoded("☺☺", limit: 6) == "☺☺")
    let long = String(repeating: "x", count: 100_000)
    #expect(encoded(long).utf8.count == StatusMessage.byteLimit)
    #expect(decoded(long).utf8.count == StatusMessage.byteLimit)
  }
}
