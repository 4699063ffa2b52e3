import Testing

@testable import HTTP2

@Suite struct HeaderMemoTests {
  private func fields(_ name: String) -> HeaderFields {
    var fields = HeaderFields()
    let bytes = Array(name.utf8)
    bytes.withUnsafeBufferPointer { fields.append(name: $0, value: $0) }
    return fields
  }

  private func remember(
    _ block: [UInt8],
    _ memo: inout HeaderMemo,
    kind: HeaderListKind = .request,
    generation: UInt32 = 1
  ) -> Int? {
    block.withUnsafeBytes {
      memo.remember(
        $0,
        kind: kind,
        generation: generation,
        contentLength: -1,
        fields: fields("a")
      )
    }
  }

  private func find(
    _ block: [UInt8],
    _ memo: borrowing HeaderMemo,
    kind: HeaderListKind = .request,
    generation: UInt32 = 1
  ) -> Int? {
    block.withUnsafeBytes { bytes in
      bytes.baseAddress.flatMap {
        memo.find($0, length: bytes.count, kind: kind, generation: generation)
      }
    }
  }

  @Test func `a block is found by all its bytes, its kind and the state of the table`() {
    var memo = HeaderMemo()
    let block: [UInt8] = Array(repeating: 0x82, count: 19)
    let entry = remember(block, &memo)
    #expect(entry != nil)
    #expect(find(block, memo) == entry)
    for index in block.indices {
      var other = block
      other[index] ^= 1
      #expect(find(other, memo) == nil)
    }
    #expect(find(Array(block.dropLast()), memo) == nil)
    #expect(find(block + [0x82], memo) == nil)
    #expect(find(block, memo, kind: .trailers) == nil)
    #expect(find(block, memo, generation: 2) == nil)
  }

  @Test func `a block that changes the table is not remembered`() {
    var memo = HeaderMemo()
    #expect(remember([0x40, 0x01, 0x61, 0x01, 0x62], &memo) == nil)
  }

  @Test func `a long block is not remembered`() {
    var memo = HeaderMemo()
    #expect(remember(Array(repeating: 0x82, count: HeaderMemo.longestBlock), &memo) != nil)
    #expect(remember(Array(repeating: 0x82, count: HeaderMemo.longestBlock + 1), &memo) == nil)
  }

  @Test func `a long list is not remembered, however short its block`() {
    for (count, isRemembered) in [(HeaderMemo.longestList / 2, true), (600, false)] {
      var memo = HeaderMemo()
      var fields = HeaderFields()
      let bytes = [UInt8](repeating: 0x61, count: count)
      bytes.withUnsafeBufferPointer { fields.append(name: $0, value: $0) }
      let index = [UInt8(0xbe)].withUnsafeBytes {
        memo.remember($0, kind: .request, generation: 1, contentLength: -1, fields: fields)
      }
      #expect((index != nil) == isRemembered)
    }
  }

  @Test func `a list is remembered in no more memory than it takes`() {
    var memo = HeaderMemo()
    #expect(memo.memory == 0)
    for number in 0..<20 as Range<UInt8> {
      // What one list is read into has had room for a long one.
      var fields = HeaderFields()
      let long = [UInt8](repeating: 0x61, count: 10_000)
      long.withUnsafeBufferPointer { fields.append(name: $0, value: $0) }
      fields.removeAll()
      #expect(fields.memory >= 20_000)
      long.prefix(100).withUnsafeBufferPointer { fields.append(name: $0, value: $0) }
      let index = [0x80 | number].withUnsafeBytes {
        memo.remember($0, kind: .request, generation: 1, contentLength: -1, fields: fields)
      }
      #expect(index != nil)
      #expect(memo.entry(index ?? 0).pointee.fields.memory < 400)
    }
    #expect((1_600...6_000).contains(memo.memory), "\(memo.memory)")
  }

  @Test func `the oldest block is forgotten first, with its verdict`() {
    var memo = HeaderMemo()
    for index in 0..<HeaderMemo.capacity {
      let entry = remember([0x80 | UInt8(index + 1)], &memo)
      memo.entry(entry ?? 0).pointee.verdict = 7
    }
    #expect(find([0x81], memo) != nil)
    let entry = remember([0xbe], &memo)
    #expect(find([0x81], memo) == nil)
    #expect(find([0x82], memo) != nil)
    #expect(memo.entry(entry ?? 0).pointee.verdict == 0)
  }
}
