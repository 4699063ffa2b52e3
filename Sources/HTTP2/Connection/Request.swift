import Bytes

/// A request that is made again and again.
///
/// Once its header list is in the peer's table, the whole of it, HEADERS and DATA, is one run of
/// bytes in which only the stream is open: it is copied and the stream's identifier put in, twice.
struct Request: ~Copyable {
  let template: Int
  let message: [UInt8]
  let messageCount: Int
  /// The state of the encoder's table that the block belongs to; below zero without a block.
  private(set) var insertions = -1

  private var block: UnsafeMutableRawPointer?
  private var count = 0
  /// Where the DATA frame begins.
  private var split = 0

  init(template: Int, message: [UInt8]) {
    self.template = template
    self.message = message
    messageCount = message.count
  }

  deinit {
    block?.deallocate()
  }

  /// Composes the block.
  mutating func compose(_ header: UnsafeRawBufferPointer, insertions: Int) {
    block?.deallocate()
    self.insertions = insertions
    split = FrameHeader.size + header.count
    count = split + FrameHeader.size + message.count
    let block = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
    FrameHeader(length: header.count, type: .headers, flags: FrameFlags.endHeaders, streamID: 0)
      .write(to: block)
    UnsafeMutableRawBufferPointer(start: block + FrameHeader.size, count: header.count)
      .copyMemory(from: header)
    FrameHeader(length: message.count, type: .data, flags: FrameFlags.endStream, streamID: 0)
      .write(to: block + split)
    UnsafeMutableRawBufferPointer(start: block + split + FrameHeader.size, count: message.count)
      .copyBytes(from: message)
    self.block = block
  }

  /// Writes the composed block; without one this is our mistake.
  @inline(__always)
  func write(to output: inout SendBuffer, streamID: UInt32) {
    guard let block else { preconditionFailure("a request without its block") }
    let address = output.reserve(count)
    address.copyMemory(from: block, byteCount: count)
    address.store(bigEndian: streamID, at: 5)
    address.store(bigEndian: streamID, at: split &+ 5)
    output.wrote(count)
  }
}
