import Bytes
import CNGHTTP2
import HTTP2

/// Header blocks of requests, some of them again and again.
///
/// Each byte is the length of a block that follows, or, from 128 on, says which block before comes
/// once more. A connection that remembers blocks, one that does not, and nghttp2's decoder alone
/// must all read the same lists.
enum MemoEntry {
  static func play(_ input: [UInt8]) {
    var remembering = Listener(remembersHeaders: true)
    var forgetful = Listener(remembersHeaders: false)
    var decoder = Decoder()
    for (index, block) in Blocks.of(input).enumerated() {
      let stream = UInt32(index) * 2 + 1
      let told = remembering.hear(stream, block)
      precondition(told == forgetful.hear(stream, block), "another list where it is remembered")
      let list = decoder.list(of: block)
      precondition((list == nil) == (told == .failed), "nghttp2 finds block \(index) the other way")
      if told == .failed { return }
      if case .list(let heard) = told { precondition(list == heard, "nghttp2 reads another list") }
    }
  }
}

/// The blocks that an input stands for.
private enum Blocks {
  /// POST, http and /: what comes behind makes a request, if it is lawful.
  private static let start: [UInt8] = [0x83, 0x86, 0x84]

  static func of(_ input: [UInt8]) -> [[UInt8]] {
    var rest = input[...]
    var blocks: [[UInt8]] = []
    while let first = rest.popFirst(), blocks.count < 200 {
      if first >= 128 {
        if !blocks.isEmpty { blocks.append(blocks[Int(first - 128) % blocks.count]) }
        continue
      }
      let part = rest.prefix(Int(first))
      rest = rest.dropFirst(part.count)
      // The table's size may only change at a block's start (RFC 7541 §4.2).
      let update = part.prefix { $0 & 0xe0 == 0x20 && $0 & 0x1f != 0x1f }
      blocks.append(update + start + part.dropFirst(update.count))
    }
    return blocks
  }
}

/// What a server makes of a block.
private enum Heard: Equatable {
  case list([[UInt8]])
  /// The request was turned away, or dropped with what is wrong with it.
  case nothing
  case failed
}

/// A server's end that only listens.
private struct Listener: ~Copyable {
  private var connection: Connection
  private var input = ReceiveBuffer(capacity: 4_096)
  /// The lists that have a verdict, which is their number.
  private var judged: [[[UInt8]]] = []

  init(remembersHeaders: Bool) {
    var configuration = Configuration()
    configuration.remembersHeaders = remembersHeaders
    connection = Connection(role: .server, configuration: configuration)
    _ = receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0])
  }

  mutating func hear(_ stream: UInt32, _ block: [UInt8]) -> Heard {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * UInt32($0))) }
    return receive([0, 0, UInt8(block.count), 1, 5] + id + block)
  }

  private mutating func receive(_ bytes: [UInt8]) -> Heard {
    var heard = Heard.nothing
    connection.begin(&input)
    input.append(bytes)
    while let event = connection.next(&input) {
      guard case .head(let head) = event else { continue }
      heard = .list(list(of: head))
      connection.reset(head.stream, .cancel)
    }
    connection.end(&input)
    _ = connection.output.takeAll()
    return connection.failure == nil ? heard : .failed
  }

  private mutating func list(of head: Head) -> [[UInt8]] {
    var list: [[UInt8]] = []
    connection.forEachField(of: head) { name, value in
      list.append(name.withUnsafeBufferPointer { Array($0) })
      list.append(value.withUnsafeBufferPointer { Array($0) })
    }
    if head.verdict == 0 {
      judged.append(list)
      connection.remember(UInt32(judged.count), for: head)
    } else {
      precondition(judged[Int(head.verdict) - 1] == list, "a verdict on another list")
    }
    return list
  }
}

/// nghttp2's HPACK decoder with nothing around it.
private struct Decoder: ~Copyable {
  private let inflater: OpaquePointer

  init() {
    var pointer: OpaquePointer?
    let code = nghttp2_hd_inflate_new(&pointer)
    guard code == 0, let pointer else { preconditionFailure("no inflater: \(code)") }
    inflater = pointer
  }

  deinit { nghttp2_hd_inflate_del(inflater) }

  /// Names and values in turn; nil when the block is not HPACK.
  mutating func list(of block: [UInt8]) -> [[UInt8]]? {
    var list: [[UInt8]] = []
    return block.withUnsafeBufferPointer { buffer in
      var input = buffer.baseAddress
      var left = buffer.count
      while true {
        var field = nghttp2_nv()
        var flags: Int32 = 0
        let used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, input, left, 1)
        guard used >= 0 else { return nil }
        input = input.map { $0 + used }
        left -= used
        if UInt32(flags) & NGHTTP2_HD_INFLATE_EMIT.rawValue != 0 {
          list.append(Array(UnsafeBufferPointer(start: field.name, count: field.namelen)))
          list.append(Array(UnsafeBufferPointer(start: field.value, count: field.valuelen)))
        }
        if UInt32(flags) & NGHTTP2_HD_INFLATE_FINAL.rawValue != 0 { break }
      }
      nghttp2_hd_inflate_end_headers(inflater)
      return list
    }
  }
}
