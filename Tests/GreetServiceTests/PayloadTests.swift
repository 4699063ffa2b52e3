import Bytes
import GreetService
import SwiftProtobuf
import Testing

/// The payloads are what their table says, on every machine and in every run.
@Suite struct PayloadTests {
  @Test(arguments: [
    (PayloadName.empty, 0, 2), (.greeting, 15, 28), (.mixed, 79, 233), (.strings, 1_024, 1_086),
    (.numbers, 1_024, 2_282), (.orders, 10_240, 22_196), (.data, 10_240, 13_663),
    (.text, 102_400, 103_278),
  ])
  func `each has its size in both formats`(name: PayloadName, protobuf: Int, json: Int) throws {
    let payload = try Greet_Payload(name)
    #expect(MessageCodec.encode(payload, .protobuf)?.count == protobuf)
    #expect(MessageCodec.encode(payload, .json)?.count == json)
  }

  @Test(arguments: PayloadName.allCases, [1, 2, 3, .max] as [UInt64])
  func `those with a size have it with every seed`(name: PayloadName, seed: UInt64) throws {
    let bytes: [UInt8] = try Greet_Payload(name, seed: seed).serializedBytes()
    if let size = name.wantedSize { #expect(bytes.count == size, "seed \(seed)") }
  }

  @Test(arguments: PayloadName.allCases)
  func `the same seed makes the same bytes, another one others`(name: PayloadName) throws {
    let first: [UInt8] = try Greet_Payload(name, seed: 9).serializedBytes()
    #expect(try Greet_Payload(name, seed: 9).serializedBytes() == first)
    let isConstant = name == .empty || name == .greeting
    #expect((try Greet_Payload(name, seed: 10).serializedBytes() == first) == isConstant)
  }

  @Test func `numbers are small and large, whole and not, above zero and below`() throws {
    let numbers = try Greet_Payload(.numbers).numbers
    #expect(numbers.counts.count > 100 && numbers.measures.count == 63)
    #expect(numbers.counts.contains { $0 < 0 } && numbers.counts.contains { $0 > 1 << 40 })
    #expect(numbers.counts.filter { (0..<128).contains($0) }.count > numbers.counts.count / 4)
    #expect(numbers.measures.contains { $0 == $0.rounded() })
    #expect(numbers.measures.contains { ($0 * 100).rounded() != $0 * 100 })
  }

  @Test func `text has letters of other alphabets and what JSON must escape`() throws {
    let text = try Greet_Payload(.text).text
    let share = Double(text.utf8.filter { $0 >= 0x80 }.count) / Double(text.utf8.count)
    #expect((0.05...0.4).contains(share), "\(share)")
    for character in ["\"", "\\", "\n", "\t", "🚀"] { #expect(text.contains(character)) }
  }

  @Test func `no map has more than one entry, whose order no seed would fix`() throws {
    let orders = try Greet_Payload(.orders).orders.orders
    #expect(orders.allSatisfy { $0.labels.count <= 1 })
    #expect(orders.contains { $0.labels.count == 1 } && orders.contains { $0.items.count > 3 })
    #expect(orders.contains { $0.items.contains(where: \.hasRemark) })
  }
}
