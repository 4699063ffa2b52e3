import Bytes
import HTTP1

/// An HTTP/1.1 connection with a simple caller, to whom the fuzzer may say anything.
///
/// An input's first byte is the size of the reads in the second of three runs; the rest is what the
/// peer says before it closes. However the bytes are cut, and whether heads are remembered or not,
/// the caller must hear and the peer must get the same.
struct HTTP1Entry: ~Copyable {
  private static let capacity = 20_000
  private static let request = [UInt8](
    "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx".utf8
  )
  private static let response = ResponseTemplate(200, [("content-type", "text/plain")])

  private var connection: Connection
  private var input = ReceiveBuffer(capacity: HTTP1Entry.capacity)
  private let remembers: Bool
  /// What the head was that has a verdict.
  private var judged: [UInt8] = []
  /// What was told, with the pieces of a body put together.
  private var told: [[UInt8]] = []
  private var isInBody = false

  static func play(_ role: Role, _ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let said = Array(bytes.dropFirst())
    let outcomes = [(0, true), (Int(first) + 1, true), (0, false)].map { size, remembers in
      var entry = HTTP1Entry(role, remembers: remembers)
      return entry.run(said, reads: size)
    }
    for outcome in outcomes {
      precondition(outcome.told == outcomes[0].told, "another outcome")
      precondition(outcome.output == outcomes[0].output, "another answer")
    }
  }

  private init(_ role: Role, remembers: Bool) {
    var limits = Limits()
    limits.maxHead = 1_024
    limits.maxFields = 12
    limits.maxBody = 4_096
    connection = Connection(role: role, limits: limits)
    self.remembers = remembers
  }

  private mutating func run(_ bytes: [UInt8], reads: Int) -> (told: [[UInt8]], output: [UInt8]) {
    var rest = bytes[...]
    ask()
    repeat {
      connection.begin(&input)
      let size = reads == 0 ? input.free : min(reads, input.free)
      input.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let event = connection.next(&input) {
        note(event)
        precondition(told.count <= 2 * bytes.count + 100, "\(told.count) events")
      }
      connection.end(&input)
    } while !rest.isEmpty && !connection.isOver
    if let event = connection.close() { note(event) }
    let output = connection.output.takeAll()
    precondition(output.count <= 40 * bytes.count + 2_000, "\(output.count) bytes of output")
    return (told, output)
  }

  /// A client asks as soon as it may.
  private mutating func ask() {
    guard connection.role == .client, connection.isIdle else { return }
    connection.request(Self.request.span)
  }

  private mutating func note(_ event: Event) {
    switch event {
    case .head(let head):
      isInBody = false
      if head.verdict == 0 {
        judged = describe(head)
        if remembers { connection.remember(1) }
      }
      told.append(judged)
    case .body(let offset, let count):
      let piece = input.withBytes(at: offset, count: count) { bytes in
        bytes.indices.map { bytes[$0] }
      }
      if isInBody { told[told.count - 1] += piece } else { told.append([0] + piece) }
      isInBody = true
    case .ended:
      isInBody = false
      told.append([1])
      if connection.role == .server, !connection.isOver {
        let body: [UInt8] = [0x68, 0x69]
        connection.respond(Self.response, body.span)
      } else {
        ask()
      }
    case .failed(let violation):
      isInBody = false
      precondition((400...599).contains(violation.status), "failed with \(violation.status)")
      told.append([2] + Array("\(violation.status)".utf8))
    }
  }

  private func describe(_ head: Head) -> [UInt8] {
    var text = Array("\(head.status) \(head.hasBody)".utf8)
    if connection.role == .server {
      connection.withRequestLine { method, target in
        text += method.indices.map { method[$0] } + [0] + target.indices.map { target[$0] } + [0]
      }
    }
    connection.forEachField { name, value in
      text += name.indices.map { name[$0] } + [0] + value.indices.map { value[$0] } + [0]
    }
    return text
  }
}
