import GreetService
import SwiftProtobuf
import Testing

@testable import ReferenceServer

@Suite struct SizedGreetingTests {
  @Test(arguments: [0, 3, 4, 10, 15, 16, 128, 129, 131, 1_000, 16_386, 16_388, 70_000])
  func `a message has exactly its size and begins like the greeting`(size: Int) throws {
    for name in ["Ann", "", "Grüße, 世界"] {
      let bytes = SizedGreeting.message(of: name, size: size)
      #expect(bytes.count == size)
      let text = try Greet_HelloResponse(serializedBytes: bytes).message
      let greeting = "Hello, \(name)!"
      let isCut = text.utf8.count < greeting.utf8.count
      let known = isCut ? text.prefix { $0 != "." } : text[...]
      #expect(isCut ? greeting.hasPrefix(known) : text.hasPrefix(greeting))
      // What the protobuf library makes of it has the same bytes.
      let again: [UInt8] = try Greet_HelloResponse(serializedBytes: bytes).serializedBytes()
      #expect(again == bytes)
    }
  }
}
