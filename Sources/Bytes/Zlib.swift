internal import CZlib

/// The zlib format (RFC 1950), both ways, between arrays of bytes.
public enum Zlib {
  /// What is wrong with bytes that were to be decompressed.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case corrupt
    case truncated
    case longer(than: Int)

    public var description: String {
      switch self {
      case .corrupt: "the bytes are not a zlib stream; check that they were copied whole"
      case .truncated: "the zlib stream ends too early; check that it was copied whole"
      case .longer(let limit): "the zlib stream holds more than the \(limit) bytes allowed"
      }
    }
  }

  /// The zlib stream of `bytes` at the default level, which is what HdrHistogram's own codecs use.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    let capacity = Int(length)
    return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      let code = bytes.withUnsafeBufferPointer {
        compress2(
          output.baseAddress,
          &length,
          $0.baseAddress,
          uLong($0.count),
          Z_DEFAULT_COMPRESSION
        )
      }
      precondition(code == Z_OK, "compressing \(bytes.count) bytes failed with zlib code \(code)")
      count = Int(length)
    }
  }

  /// What the zlib stream `bytes` holds: at most `limit` bytes, so that a hostile stream cannot
  /// make us keep more.
  ///
  /// - Throws: `Failure` when the stream is broken, ends early, is followed by other bytes, or
  ///   holds more than `limit`.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var stream = z_stream()
    let code = grpcbench_inflate_init2(&stream, MAX_WBITS)
    precondition(code == Z_OK, "starting to decompress failed with zlib code \(code)")
    defer { inflateEnd(&stream) }
    return try bytes.withUnsafeBufferPointer { input in
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = uInt(input.count)
      var output: [UInt8] = []
      while true {
        let step = try inflateStep(&stream, into: &output)
        guard output.count <= limit else { throw Failure.longer(than: limit) }
        guard step == .ended else { continue }
        guard stream.avail_in == 0 else { throw Failure.corrupt }
        return output
      }
    }
  }

  private enum Step { case more, ended }

  /// Appends at most one chunk of output.
  ///
  /// Either the chunk is filled or the input is used up, so the loop that calls this ends.
  private static func inflateStep(
    _ stream: inout z_stream,
    into output: inout [UInt8]
  ) throws -> Step {
    let chunkLength = 16_384
    var code = Z_OK
    let chunk = [UInt8](unsafeUninitializedCapacity: chunkLength) { buffer, count in
      stream.next_out = buffer.baseAddress
      stream.avail_out = uInt(buffer.count)
      code = inflate(&stream, Z_NO_FLUSH)
      count = buffer.count - Int(stream.avail_out)
    }
    output += chunk
    switch code {
    case Z_STREAM_END: return .ended
    case Z_OK where !chunk.isEmpty || stream.avail_in > 0: return .more
    case Z_OK, Z_BUF_ERROR: throw Failure.truncated
    default: throw Failure.corrupt
    }
  }
}
