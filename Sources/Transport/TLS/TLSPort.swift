import Bytes
internal import COpenSSL
import Glibc

/// What OpenSSL takes for its transport: records that have come, and records that are to go.
///
/// OpenSSL's own memory BIOs would copy everything once more and keep the largest burst's memory
/// for each connection; here it reads straight from the thread's buffer.
struct TLSPort: ~Copyable {
  /// Reads of OpenSSL for a record that has come whole: its header, then what it holds.
  static let portionsPerRecord = 2

  /// Reads that OpenSSL may still do before others have a turn, of those that bring it all that it
  /// asks for.
  var portions = 0
  /// Records that came in this turn, in memory that all connections of the thread share.
  var input: UnsafeRawPointer?
  var inputCount = 0
  /// Records of earlier turns that OpenSSL has not read; they come first.
  private var leftover = SendBuffer()
  /// Records made in this turn, in memory that all connections of the thread share: whoever has
  /// made some has sent or kept them before it is another one's turn.
  let made: UnsafeMutablePointer<SendBuffer>
  /// Records of earlier turns that the kernel has not taken; they go first.
  var unsent = SendBuffer()

  init(made: UnsafeMutablePointer<SendBuffer>) {
    self.made = made
  }

  var isEmpty: Bool { inputCount == 0 && leftover.isEmpty }

  mutating func arrived(_ memory: UnsafeRawPointer, _ count: Int) {
    input = memory
    inputCount = count
  }

  var hasRecordsToSend: Bool { !made.pointee.isEmpty || !unsent.isEmpty }

  func make(_ records: UnsafeRawBufferPointer) {
    let made = made
    made.pointee.append(records)
  }

  /// The shared memory for records is someone else's from now on.
  mutating func keepRecords() {
    let made = made
    let count = made.pointee.count
    guard count > 0 else { return }
    unsent.append(made.pointee.readable)
    made.pointee.take(count)
  }

  /// Sends what the kernel takes now, in one call.
  mutating func send(_ socket: borrowing Socket) -> Socket.Transfer {
    let made = made
    if unsent.isEmpty { return socket.write(from: &made.pointee) }
    keepRecords()
    let transfer = socket.write(from: &unsent)
    // Thousands of connections would otherwise keep what each has needed once.
    if unsent.isEmpty { unsent = SendBuffer() }
    return transfer
  }

  /// The shared memory that was read to is someone else's from now on.
  mutating func keepLeftover() {
    if inputCount > 0 {
      leftover.append(UnsafeRawBufferPointer(start: input, count: inputCount))
      inputCount = 0
    }
    input = nil
  }

  /// Gives OpenSSL what it asks for; nothing, as if nothing had come, once it has had enough.
  mutating func read(_ target: UnsafeMutableRawPointer, _ room: Int) -> Int {
    guard portions > 0 else { return 0 }
    if !leftover.isEmpty {
      let source = leftover.readable
      let count = min(room, source.count)
      if count == room { portions -= 1 }
      if let base = source.baseAddress { target.copyMemory(from: base, byteCount: count) }
      leftover.take(count)
      if leftover.isEmpty { leftover = SendBuffer() }
      return count
    }
    guard let source = input, inputCount > 0 else { return 0 }
    let count = min(room, inputCount)
    if count == room { portions -= 1 }
    target.copyMemory(from: source, byteCount: count)
    input = source + count
    inputCount -= count
    return count
  }

  /// A BIO that reads from and writes to a port, which must outlive it.
  static func bio(_ port: UnsafeMutablePointer<TLSPort>) -> OpaquePointer {
    guard let bio = BIO_new(method) else { preconditionFailure("BIO_new failed") }
    BIO_set_data(bio, port)
    BIO_set_init(bio, 1)
    return bio
  }

  private static func from(_ bio: OpaquePointer?) -> UnsafeMutablePointer<TLSPort> {
    guard let data = BIO_get_data(bio) else { preconditionFailure("a BIO without a port") }
    return data.assumingMemoryBound(to: TLSPort.self)
  }

  // Written once, when the first connection is made; OpenSSL only reads it.
  nonisolated(unsafe) private static let method: OpaquePointer = {
    guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "grpcbench") else {
      preconditionFailure("BIO_meth_new failed")
    }
    BIO_meth_set_read(method) { bio, target, room in
      grpcbench_bio_clear_retry(bio)
      guard let target, room > 0 else { return 0 }
      let count = TLSPort.from(bio).pointee.read(target, Int(room))
      if count > 0 { return Int32(count) }
      grpcbench_bio_set_retry_read(bio)
      return -1
    }
    BIO_meth_set_write(method) { bio, source, count in
      grpcbench_bio_clear_retry(bio)
      guard let source, count > 0 else { return 0 }
      TLSPort.from(bio).pointee.make(UnsafeRawBufferPointer(start: source, count: Int(count)))
      return count
    }
    BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
    return method
  }()
}
