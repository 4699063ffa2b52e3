internal import CZlib

/// Makes gzip members (RFC 1952), one after the other with the same memory, which is taken at the
/// first one: about 260 KiB.
public struct GzipEncoder: ~Copyable {
  /// zlib's own choice between speed and size, and that of nearly everyone.
  public static let defaultLevel = 6

  private let level: Int
  /// zlib keeps the address of its stream, so the stream has a place of its own.
  private var stream: UnsafeMutablePointer<z_stream>?

  /// - Parameter level: zlib's, 0 (stored) to 9 (smallest).
  public init(level: Int = GzipEncoder.defaultLevel) {
    precondition((0...9).contains(level), "gzip at level \(level)")
    self.level = level
  }

  deinit {
    guard let stream else { return }
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends a whole member that holds `bytes`.
  public mutating func compress(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
    precondition(bytes.count <= Int(UInt32.max) / 2, "compressing \(bytes.count) bytes at once")
    let stream = freshStream()
    let bound = Int(deflateBound(stream, uLong(bytes.count)))
    bytes.withUnsafeBufferPointer { input in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = uInt(input.count)
      output.append(addingCapacity: bound) { room in
        room.withUnsafeMutableBufferPointer { buffer, count in
          stream.pointee.next_out = buffer.baseAddress
          stream.pointee.avail_out = uInt(bound)
          let code = deflate(stream, Z_FINISH)
          precondition(code == Z_STREAM_END, "compressing \(input.count) bytes: zlib code \(code)")
          count = bound - Int(stream.pointee.avail_out)
        }
      }
    }
  }

  private mutating func freshStream() -> UnsafeMutablePointer<z_stream> {
    if let stream {
      let code = deflateReset(stream)
      precondition(code == Z_OK, "compressing again: zlib code \(code)")
      return stream
    }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = grpcbench_deflate_init2(stream, Int32(level), gzipWindowBits)
    precondition(code == Z_OK, "starting to compress: zlib code \(code)")
    self.stream = stream
    return stream
  }
}

/// The largest window, and 16 for the gzip format in place of zlib's (`deflateInit2` in zlib.h).
let gzipWindowBits = MAX_WBITS + 16
