import Testing
import Timing

@testable import HTTP2

/// Fields that differ from call to call, read by nghttp2.
@Suite struct HeaderLiteralTests {
  private func literal(_ name: String, _ value: [UInt8]) -> [UInt8] {
    var block: [UInt8] = []
    HeaderLiteral(name).append(value.span, to: &block)
    return block
  }

  @Test(arguments: ["x-id", "grpc-timeout", "authorization", "user-agent", "data-bin"])
  func `a field is what it was and stays out of the table`(name: String) {
    let inflater = Inflater()
    for value in ["", "a", "4000000u", String(repeating: "b", count: 3_000)] {
      let block = literal(name, Array(value.utf8))
      #expect(inflater.decode(block) == [HeaderField(name, value)])
      #expect(block.withUnsafeBytes { HeaderBlockScan.leavesTableUnchanged($0) })
      #expect(inflater.tableSize == 0)
    }
  }

  @Test func `a value is replaced by a number in its place`() {
    var block: [UInt8] = []
    HeaderLiteral("a").append([1, 2].span, to: &block)
    let place = HeaderLiteral("x-id").append([UInt8](repeating: 0, count: 16).span, to: &block)
    HeaderLiteral("z").append([3].span, to: &block)
    let numbers: [(UInt64, String)] = [
      (0, "0000000000000000"), (0xbeef_0019, "00000000beef0019"), (.max, "ffffffffffffffff"),
    ]
    for (number, text) in numbers {
      HeaderLiteral.replace(place, of: &block, withHexadecimal: number)
      #expect(
        Inflater().decode(block) == [
          HeaderField(name: Array("a".utf8), value: [1, 2]), HeaderField("x-id", text),
          HeaderField(name: Array("z".utf8), value: [3]),
        ]
      )
    }
    HeaderLiteral.replace(place.suffix(2), of: &block, withHexadecimal: 0x123)
    #expect(Inflater().decode(block)?[1].value.suffix(3) == Array("f23".utf8)[...])
  }

  @Test(arguments: ["", ":path", "Upper", "with space", "a:b"])
  func `a name that HTTP2 forbids is no field's name`(name: String) {
    #expect(HeaderRules.isFieldName(Array(name.utf8)) == false)
  }

  @Test func `a literal with a pseudo-header's name ends the process`() async {
    await #expect(processExitsWith: .failure) { _ = HeaderLiteral(":path") }
  }

  @Test(arguments: [false, true])
  func `a list that is partly new is heard as one list`(endStream: Bool) {
    let end = End.ready(.client)
    let inflater = Inflater()
    let template = end.connection.register(HeaderTemplate([HeaderField].request))
    for index in 0..<5 {
      let value = Array("call \(index)".utf8)
      let slot = end.connection.open(
        template: template,
        extra: literal("x-call", value).span,
        user: UInt32(index),
        endStream: endStream
      )
      #expect(end.connection.stream(slot).user == UInt32(index))
      let frames = end.sent()
      #expect(frames.map(\.type) == [1])
      #expect(frames.map(\.flags) == [endStream ? 5 : 4])
      let list = inflater.decode(frames[0].payload)
      #expect(list == [HeaderField].request + [HeaderField("x-call", "call \(index)")])
      if index > 0 { #expect(frames[0].payload.count == 4 + 1 + 7 + 7) }
    }
  }

  @Test func `a list that is too long for a frame is continued`() {
    let end = End.ready(.client)
    let inflater = Inflater()
    let template = end.connection.register(HeaderTemplate([HeaderField].request))
    for (count, types) in [(10, [1]), (16_384, [1, 9]), (40_000, [1, 9, 9])] as [(Int, [UInt8])] {
      let text = String(repeating: "x", count: count)
      _ = end.connection.open(
        template: template,
        extra: literal("x-long", Array(text.utf8)).span,
        user: 0,
        endStream: true
      )
      let frames = end.sent()
      #expect(frames.map(\.type) == types)
      #expect(frames.first?.flags == (types.count == 1 ? 5 : 1))
      #expect(frames.last?.flags == (types.count == 1 ? 5 : 4))
      let list = inflater.decode(frames.flatMap(\.payload))
      #expect(list == [HeaderField].request + [HeaderField("x-long", text)])
    }
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `nghttp2 reads what was meant and no table has changed`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let end = End.ready(.client, .with { $0.maxOpenStreams = 200 })
    let inflater = Inflater()
    let lists = (0..<3).map { _ in
      [HeaderField].request + [HeaderField].random(using: &random, longest: 300)
    }
    let templates = lists.map { end.connection.register(HeaderTemplate($0)) }
    for _ in 0..<60 {
      let index = Int.random(in: 0..<lists.count, using: &random)
      let fields = [HeaderField].random(using: &random, longest: 300)
      var extra: [UInt8] = []
      for field in fields {
        HeaderLiteral(String(decoding: field.name, as: UTF8.self))
          .append(field.value.span, to: &extra)
      }
      let insertions = end.connection.encoder.insertions
      _ = end.connection.open(
        template: templates[index],
        extra: extra.span,
        user: 0,
        endStream: true
      )
      let size = inflater.tableSize
      let list = inflater.decode(end.sent().flatMap(\.payload))
      #expect(list == lists[index] + fields, "seed \(seed)")
      let isChanged = inflater.tableSize != size
      #expect(isChanged == (end.connection.encoder.insertions != insertions), "seed \(seed)")
    }
  }
}
