import Bytes
import HTTP2
import Scenarios
import Testing

@testable import Load

@Suite struct VaryingMetadataTests {
  private static let fields = [
    Request.MetadataField(name: "x-call", value: "a{call}b{random}c"),
    Request.MetadataField(name: "x-both", value: "{call}"),
  ]

  private func metadata(seed: UInt64 = 1, kind: Int = 0, worker: Int = 0) -> VaryingMetadata {
    VaryingMetadata(Self.fields, seed: seed, kind: kind, worker: worker)
  }

  /// The values of the next call's fields as a decoder sees them.
  private func next(_ metadata: inout VaryingMetadata) -> [String] {
    metadata.next()
    return decoded(metadata.block)
  }

  @Test func `each call has the fields in their order, with 16 digits each`() throws {
    var metadata = metadata()
    let values = next(&metadata)
    #expect(values.count == 2)
    let first = try #require(values.first)
    #expect(first.hasPrefix("a0000000000000001b") && first.hasSuffix("c"))
    #expect(first.count == 1 + 16 + 1 + 16 + 1)
    #expect(values.last == "0000000000000001")
    #expect(next(&metadata).last == "0000000000000002")
  }

  @Test func `no two calls of a run have the same number`() {
    var seen: Set<String> = []
    for worker in [0, 1, 2, 1_023] {
      for kind in [0, 1, 15] {
        var metadata = metadata(kind: kind, worker: worker)
        for _ in 0..<50 { seen.insert(next(&metadata)[1]) }
      }
    }
    #expect(seen.count == 4 * 3 * 50)
  }

  @Test func `random numbers follow from the seed, and differ between threads and kinds`() {
    func randoms(_ seed: UInt64, _ kind: Int, _ worker: Int) -> [String] {
      var metadata = metadata(seed: seed, kind: kind, worker: worker)
      return (0..<20).map { _ in String(next(&metadata)[0].dropFirst(18)) }
    }
    #expect(randoms(1, 0, 0) == randoms(1, 0, 0))
    #expect(Set(randoms(1, 0, 0)).count == 20)
    let others = [randoms(2, 0, 0), randoms(1, 1, 0), randoms(1, 0, 1)]
    for other in others { #expect(Set(other).isDisjoint(with: randoms(1, 0, 0))) }
  }

  @Test func `a value varies that has a number in it`() {
    for value in ["{call}", "x{random}", "{call}{random}"] {
      #expect(VaryingMetadata.varies(.init(name: "x", value: value)), "\(value)")
    }
    for value in ["", "call", "{Call}", "{random", "{}"] {
      #expect(!VaryingMetadata.varies(.init(name: "x", value: value)), "\(value)")
    }
  }

  /// The values of the fields that a server reads when the block stands behind a request's list.
  private func decoded(_ block: [UInt8]) -> [String] {
    var client = Connection(role: .client, configuration: .client(maxOpenStreams: 10))
    var server = Connection(role: .server, configuration: .server(maxConcurrentStreams: 10))
    let template = client.register(
      HeaderTemplate([
        HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", "/a"),
        HeaderField(":authority", "b"),
      ])
    )
    tell(&client, server.output.takeAll())
    let slot = client.open(template: template, extra: block.span, user: 0, endStream: true)
    #expect(client.stream(slot).id == 1)
    return tell(&server, client.output.takeAll())
  }

  /// Hands bytes to a connection.
  ///
  /// - Returns: The values of the custom fields that have come.
  @discardableResult
  private func tell(_ connection: inout Connection, _ bytes: [UInt8]) -> [String] {
    var values: [String] = []
    var input = ReceiveBuffer()
    connection.begin(&input)
    input.append(bytes)
    while let event = connection.next(&input) {
      guard case .head(let head) = event else { continue }
      connection.forEachField(of: head) { name, value in
        guard name[0] == UInt8(ascii: "x") else { return }
        values.append(String(decoding: value.indices.map { value[$0] }, as: UTF8.self))
      }
    }
    connection.end(&input)
    return values
  }
}
