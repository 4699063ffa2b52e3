import Bytes
import Connect
import GRPC
import HTTP1
import Scenarios
import Timing

@testable import ReferenceServer

/// The server's side of an HTTP/1.1 connection, and a client that says what the test wants and
/// takes the answers apart.
final class HTTP1Exchange {
  /// One answer, as it came.
  struct Reply: Equatable {
    var status = 0
    var fields: [String: String] = [:]
    var body: [UInt8] = []
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  var server: HTTP1Session
  let laboratory: Laboratory
  private(set) var replies: [Reply] = []
  /// Bytes of the last answer that were promised and have not come.
  private(set) var missing = 0
  /// 100 (Continue) came so many times.
  private(set) var continues = 0
  private var input = ReceiveBuffer()
  private var output: [UInt8] = []
  /// The answers have no bodies.
  var asksForHeads = false
  var tally: ServerTally { server.tally }
  var isOver: Bool { server.isOver }
  var isDropped: Bool { server.isDropped }

  init(
    _ options: ServerOptions = ServerOptions(),
    mostWaiting: Int = Laboratory.usualMostWaiting,
    readsClock: Bool = false,
    shared: Laboratory? = nil
  ) {
    laboratory =
      shared
      ?? Laboratory(
        options.laboratory,
        bucket: options.laboratory.capacity.map(SharedBucket.init),
        mostWaiting: mostWaiting,
        readsClock: readsClock
      )
    server = HTTP1Session(options, GzipCodec(), laboratory)
  }

  /// A request of a call, without anything that a plain HTTP client would not send.
  static func request(
    _ path: String,
    type: String = "application/json",
    fields: [String] = [],
    _ body: [UInt8]
  ) -> [UInt8] {
    var head = "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
    head += "Content-Length: \(body.count)\r\n"
    for field in fields { head += field + "\r\n" }
    return Array((head + "\r\n").utf8) + body
  }

  /// Sends bytes, some at a time, and takes what comes back.
  func say(_ bytes: [UInt8], _ longest: () -> Int = { .max }) {
    var rest = bytes[...]
    while !rest.isEmpty, !isOver, !isDropped {
      server.http.begin(&input)
      let part = rest.prefix(min(longest(), input.free))
      input.append(part)
      rest = rest.dropFirst(part.count)
      while server.receive(&input) { hear() }
      server.http.end(&input)
      hear()
    }
  }

  func say(_ text: String) { say(Array(text.utf8)) }

  /// Sends one JSON request and takes its answer.
  func call(
    _ path: String = "/greet.Greeter/SayHello",
    _ fields: [String] = [],
    _ json: String = #"{"name":"Ann"}"#
  ) -> Reply? {
    let count = replies.count
    say(Self.request(path, fields: fields, Array(json.utf8)))
    return replies.count == count + 1 ? replies.last : nil
  }

  /// The client says that nothing follows.
  func close() {
    server.close()
    hear()
  }

  /// Lets the server's time go on, stopping wherever something waits for its instant.
  func pass(_ length: Nanoseconds) {
    let end = laboratory.now + length
    while let next = laboratory.next, next <= end {
      laboratory.now = max(laboratory.now, next)
      while let entry = laboratory.nextDue(laboratory.now) {
        if !server.wake(entry) { laboratory.miss(entry) }
      }
      // What has come meanwhile waits in the connection.
      server.http.begin(&input)
      while server.receive(&input) { hear() }
      server.http.end(&input)
      hear()
    }
    laboratory.now = max(laboratory.now, end)
  }

  private func hear() {
    output += server.http.output.takeAll()
    while let reply = nextReply() { replies.append(reply) }
  }

  private func nextReply() -> Reply? {
    let end = Array("\r\n\r\n".utf8)
    guard let index = output.indices.first(where: { output[$0...].starts(with: end) }) else {
      return nil
    }
    let lines = String(decoding: output[..<index], as: UTF8.self).split(separator: "\r\n")
    var reply = Reply()
    reply.status = Int(lines[0].split(separator: " ")[1]) ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      reply.fields[parts[0].lowercased()] = parts[1].trimmingPrefix(" ").description
    }
    if reply.status == 100 {
      continues += 1
      output.removeFirst(index + 4)
      return nextReply()
    }
    let length = asksForHeads ? 0 : Int(reply.fields["content-length"] ?? "") ?? 0
    missing = index + 4 + length - output.count
    guard missing <= 0 else { return nil }
    reply.body = Array(output[(index + 4)..<(index + 4 + length)])
    output.removeFirst(index + 4 + length)
    return reply
  }
}

extension ErrorBody {
  /// Reads a body that a test holds.
  init?(bytes: [UInt8]) { self.init(bytes.span) }
}
