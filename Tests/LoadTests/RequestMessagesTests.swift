import Bytes
import GreetService
import Scenarios
import SwiftProtobuf
import Testing

@testable import Load

@Suite struct RequestMessagesTests {
  private func request(_ size: SizeDistribution, variants: Int = 64) -> Request {
    var request = Request()
    request.size = size
    request.variants = variants
    return request
  }

  @Test(arguments: [0, 3, 4, 129, 131, 1_000, 16_386, 16_388, 65_535, 1 << 20])
  func `a message of a size that there is has exactly that`(size: Int) throws {
    let messages = try RequestMessages(request(.fixed(size)), seed: 1)
    #expect(messages.bodies.map(\.count) == [size])
    #expect(messages.framed.map(\.count) == [size + 5])
    let name = try Greet_HelloRequest(serializedBytes: messages.bodies[0]).name
    #expect(HelloMessage.size(ofNameLength: name.utf8.count) == size)
  }

  @Test(arguments: [1, 2, 130, 16_387])
  func `a size that there is not becomes the next smaller one`(size: Int) throws {
    let messages = try RequestMessages(request(.fixed(size)), seed: 1)
    let length = HelloMessage.nameLength(forMessageOfAtMost: size)
    #expect(messages.bodies.map(\.count) == [HelloMessage.size(ofNameLength: length)])
    #expect(messages.bodies[0].count < size)
  }

  @Test func `sizes are within their distribution, and as many as asked for`() throws {
    let messages = try RequestMessages(request(.uniform(100, 200), variants: 500), seed: 3)
    #expect(messages.bodies.count == 500)
    // One less where there is no such size.
    #expect(messages.bodies.allSatisfy { (99...200).contains($0.count) })
    #expect(Set(messages.bodies.map(\.count)).count > 80)
    #expect(Set(messages.bodies).count == 500)
  }

  @Test func `the same seed gives the same messages, another one others`() throws {
    let size = SizeDistribution.lognormal(median: 500, sigma: 1, most: 10_000)
    let first = try RequestMessages(request(size), seed: 1)
    #expect(try RequestMessages(request(size), seed: 1).framed == first.framed)
    #expect(try RequestMessages(request(size), seed: 2).framed != first.framed)
  }

  @Test(arguments: [0, 1_000, 65_535])
  func `gzip gives back what was compressed`(size: Int) throws {
    var compressed = request(.fixed(size))
    compressed.compression = .gzip
    let messages = try RequestMessages(compressed, seed: 1)
    #expect(messages.bodies == (try RequestMessages(request(.fixed(size)), seed: 1).bodies))
    var decoder = GzipDecoder()
    for (body, framed) in zip(messages.bodies, messages.framed) {
      #expect(framed[0] == 1)
      #expect(framed[1..<5].reduce(0) { $0 << 8 | Int($1) } == framed.count - 5)
      var bytes: [UInt8] = []
      try decoder.decompress(Array(framed[5...]).span, into: &bytes, limit: size + 1)
      #expect(bytes == body)
    }
    if size > 0 { #expect(messages.framed[0].count < size * 9 / 10) }
  }

  @Test func `bytes of another service go as they are`() throws {
    var request = Request()
    request.data = [0xff, 0, 1]
    let messages = try RequestMessages(request, seed: 1)
    #expect(messages.bodies == [[0xff, 0, 1]])
    #expect(messages.framed == [[0, 0, 0, 0, 3, 0xff, 0, 1]])
  }
}
