import Testing
import Timing

@testable import HTTP2

@Suite struct HeaderEncoderTests {
  private func block(_ template: Int, _ encoder: inout HeaderEncoder) -> [UInt8] {
    encoder.block(template)
  }

  private static let request =
    [HeaderField].request + [
      HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
      HeaderField("user-agent", "grpcbench"),
    ]

  @Test func `a template is a few index bytes from the second time on`() {
    var encoder = HeaderEncoder()
    let inflater = Inflater()
    let template = encoder.register(HeaderTemplate(Self.request))
    let first = block(template, &encoder)
    let second = block(template, &encoder)
    #expect(inflater.decode(first) == Self.request)
    #expect(inflater.decode(second) == Self.request)
    #expect(second.count == Self.request.count)
    #expect(second.withUnsafeBytes { HeaderBlockScan.leavesTableUnchanged($0) })
    #expect(block(template, &encoder) == second)
  }

  @Test func `a later template moves the entries of an earlier one`() {
    var encoder = HeaderEncoder()
    let inflater = Inflater()
    let lists = (0..<5).map { index in
      Self.request + [HeaderField("x-\(index)", "value"), HeaderField("x-same", "value")]
    }
    let templates = lists.map { encoder.register(HeaderTemplate($0)) }
    for order in [[0, 0, 1, 0, 2, 1, 0], [4, 3, 0, 4, 1, 2, 3]] {
      for index in order {
        #expect(inflater.decode(block(templates[index], &encoder)) == lists[index])
      }
    }
    #expect(inflater.tableSize <= HeaderEncoder.largestTable)
  }

  @Test func `what does not fit the table is a literal`() {
    var encoder = HeaderEncoder()
    let inflater = Inflater()
    let long = HeaderField("x-long", String(repeating: "a", count: 5_000))
    let list = [HeaderField].request + [long, HeaderField("x-short", "b")]
    let template = encoder.register(HeaderTemplate(list))
    for _ in 0..<3 { #expect(inflater.decode(block(template, &encoder)) == list) }
    #expect(inflater.tableSize == HeaderEncoder.largestTable || inflater.tableSize < 200)
  }

  @Test(arguments: [[0], [10], [100, 0], [0, 4_096], [64, 200, 4_096], [8_192], [65_536, 100]])
  func `a change of the peer's table is announced and kept`(sizes: [Int]) {
    var encoder = HeaderEncoder()
    let inflater = Inflater()
    let template = encoder.register(HeaderTemplate(Self.request))
    for _ in 0..<2 { #expect(inflater.decode(block(template, &encoder)) == Self.request) }
    for size in sizes {
      inflater.changeTableSize(to: size)
      encoder.peerTableSizeChanged(to: size)
    }
    for _ in 0..<3 {
      #expect(inflater.decode(block(template, &encoder)) == Self.request)
      #expect(inflater.tableSize <= sizes.last ?? 0)
    }
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `nghttp2 reads what was meant, whatever the order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var encoder = HeaderEncoder()
    let inflater = Inflater()
    var lists: [[HeaderField]] = []
    for _ in 0..<200 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        let size = Int.random(in: 0...Int.random(in: 0...8_192, using: &random), using: &random)
        inflater.changeTableSize(to: size)
        encoder.peerTableSizeChanged(to: size)
      case 1, 2:
        let list = [HeaderField].random(using: &random, longest: 300)
        lists.append(list)
        #expect(encoder.register(HeaderTemplate(list)) == lists.count - 1)
      case 3, 4:
        let list = [HeaderField].random(using: &random, longest: 300)
        #expect(inflater.decode(encoder.encode(list)) == list, "seed \(seed)")
      default:
        guard let index = lists.indices.randomElement(using: &random) else { continue }
        #expect(inflater.decode(block(index, &encoder)) == lists[index], "seed \(seed)")
      }
    }
  }
}
