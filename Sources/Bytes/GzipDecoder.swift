internal import CZlib

/// Reads gzip (RFC 1952), piece by piece, one stream after the other with the same memory.
///
/// A stream is one member or several, which hold what they hold together. The memory, about 40
/// KiB, is taken at the first stream.
public struct GzipDecoder: ~Copyable {
  /// What is wrong with bytes that were to be decompressed.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case corrupt
    case truncated
    case longer(than: Int)

    public var description: String {
      switch self {
      case .corrupt: "the bytes are not gzip; check how they were compressed"
      case .truncated: "the gzip stream ends too early; check that all of it was sent"
      case .longer(let limit): "the gzip stream holds more than the \(limit) bytes allowed"
      }
    }
  }

  /// Output is made in pieces of this length, and no more of it than the limit and one byte: a
  /// small stream that would fill the memory is found out first.
  private static let pieceLength = 16 * 1024

  /// zlib keeps the address of its stream, so the stream has a place of its own.
  private var stream: UnsafeMutablePointer<z_stream>?
  private var isInMember = false
  /// Members that are behind us.
  private var members = 0
  /// Bytes that the stream has held so far.
  private var produced = 0

  public init() {}

  deinit {
    guard let stream else { return }
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Forgets the stream before.
  public mutating func begin() {
    isInMember = false
    members = 0
    produced = 0
  }

  /// Appends what the next bytes of the stream hold.
  ///
  /// The whole stream may hold at most `limit` bytes, and `output` never grows by more than those
  /// and one.
  ///
  /// - Throws: `Failure` when the bytes are not gzip or hold too much; then only `begin` goes on.
  public mutating func read(
    _ bytes: Span<UInt8>,
    into output: inout [UInt8],
    limit: Int
  ) throws(Failure) {
    precondition(bytes.count <= Int(UInt32.max), "decompressing \(bytes.count) bytes at once")
    let stream = self.stream ?? makeStream()
    var offset = 0
    var hasMore = true
    while offset < bytes.count || isInMember && hasMore {
      if !isInMember {
        let code = inflateReset(stream)
        precondition(code == Z_OK, "decompressing again: zlib code \(code)")
        isInMember = true
      }
      let room = min(Self.pieceLength, limit - produced + 1)
      let count = output.count
      let code = inflatePiece(bytes, &offset, room, into: &output)
      produced += output.count - count
      hasMore = output.count - count == room
      guard produced <= limit else { throw .longer(than: limit) }
      switch code {
      case Z_STREAM_END:
        isInMember = false
        members += 1
      case Z_OK: break
      // Nothing moved because there is nothing left to read.
      case Z_BUF_ERROR where offset == bytes.count: return
      default: throw .corrupt
      }
    }
  }

  /// Says that the stream has no more bytes.
  ///
  /// - Throws: `Failure.truncated` when it should have had more.
  public func end() throws(Failure) {
    guard !isInMember, members > 0 else { throw .truncated }
  }

  /// Appends what a whole stream holds, at most `limit` bytes.
  public mutating func decompress(
    _ bytes: Span<UInt8>,
    into output: inout [UInt8],
    limit: Int
  ) throws(Failure) {
    begin()
    try read(bytes, into: &output, limit: limit)
    try end()
  }

  private mutating func inflatePiece(
    _ bytes: Span<UInt8>,
    _ offset: inout Int,
    _ room: Int,
    into output: inout [UInt8]
  ) -> Int32 {
    guard let stream else { return Z_STREAM_ERROR }
    var code = Z_OK
    bytes.withUnsafeBufferPointer { input in
      let rest = UnsafeBufferPointer(rebasing: input[offset...])
      // zlib wants an address even where there are no bytes.
      var nothing: UInt8 = 0
      withUnsafeMutablePointer(to: &nothing) { nowhere in
        stream.pointee.next_in =
          rest.baseAddress.map { UnsafeMutablePointer(mutating: $0) } ?? nowhere
        stream.pointee.avail_in = uInt(rest.count)
        output.append(addingCapacity: room) { span in
          span.withUnsafeMutableBufferPointer { buffer, count in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = uInt(room)
            code = inflate(stream, Z_NO_FLUSH)
            count = room - Int(stream.pointee.avail_out)
          }
        }
        offset = bytes.count - Int(stream.pointee.avail_in)
      }
    }
    return code
  }

  private mutating func makeStream() -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = grpcbench_inflate_init2(stream, gzipWindowBits)
    precondition(code == Z_OK, "starting to decompress: zlib code \(code)")
    self.stream = stream
    return stream
  }
}
