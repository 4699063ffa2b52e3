import Testing

@testable import HTTP2

/// What a connection keeps of what has come in part, or was read before, is counted.
@Suite struct KeptTests {
  @Test func `a header block that is open is counted until it ends`() {
    let end = End.ready(.server)
    #expect(end.connection.kept == 0 && end.connection.openHeaderBlock == nil)
    let block =
      Wire.block(.request) + Wire.block([HeaderField("x", String(repeating: "a", count: 9_000))])
    _ = end.receive(Wire.frame(1, 1, Array(block.prefix(4_000))))
    #expect(end.connection.kept >= 4_000 && end.connection.openHeaderBlock == 1)
    _ = end.receive(Wire.frame(9, 1, Array(block[4_000..<8_000])))
    #expect(end.connection.kept >= 8_000 && end.connection.openHeaderBlock == 1)
    let told = end.receive(Wire.frame(9, flags: 4, 1, Array(block[8_000...])))
    #expect(told.count == 1 && end.connection.openHeaderBlock == nil)
    // The list is what is left of it.
    #expect((9_000..<20_000).contains(end.connection.kept), "\(end.connection.kept)")
  }

  @Test func `a frame that has not come whole is counted`() {
    let end = End.ready(.server)
    let frame = Wire.headers(1, .request, end: true)
    _ = end.receive(Array(frame.dropLast(1)))
    #expect(end.connection.kept == frame.count - 1)
    #expect(end.receive(Array(frame.suffix(1))).count == 1)
    #expect(end.connection.kept < 4_000)
  }

  @Test func `small blocks that stand for long lists make little of it stay`() {
    let end = End.ready(.server)
    let long = HeaderField("x-a", String(repeating: "v", count: 3_800))
    // A literal that is added to the table, and from then on has its first place.
    var first = Wire.block([long])
    first[0] = 0x40
    _ = end.receive(Wire.frame(1, flags: 5, 1, Wire.block(.request) + first))
    for number in 0..<20 as Range<UInt32> {
      let call = HeaderField("q", "\(number)")
      let block = Wire.block(.request) + [0xbe, 0xbe, 0xbe, 0xbe] + Wire.block([call])
      #expect(end.receive(Wire.frame(1, flags: 5, 2 * number + 3, block)).count == 1)
    }
    // One list is at hand, in memory that grows by doubling; none is remembered.
    #expect(end.connection.memo.memory < 4_000)
    #expect((15_200..<48_000).contains(end.connection.kept), "\(end.connection.kept)")
  }

  @Test func `the lists of usual clients are remembered`() {
    let agent = HeaderField("user-agent", "grpc-java-netty/1.62.2 and what a library adds to it")
    let token = HeaderField("authorization", "Bearer " + String(repeating: "t", count: 600))
    let trace = HeaderField(
      "traceparent",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    )
    let list =
      .request + [
        HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
        HeaderField("grpc-timeout", "999950u"), agent, token, trace,
      ]
    let count = list.reduce(0) { $0 + $1.name.count + $1.value.count }
    #expect(count <= HeaderMemo.longestList, "\(count)")
  }
}
