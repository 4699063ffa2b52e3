import Timing

@testable import HTTP2

/// What one end says on one stream, decided before it is said.
struct Speech: Hashable {
  var informational: [[HeaderField]] = []
  var head: [HeaderField]
  var body: [UInt8] = []
  var trailers: [HeaderField]?

  static func request(using random: inout SplitMix64, longestBody: Int) -> Speech {
    speech(.request, using: &random, longestBody: longestBody)
  }

  static func response(using random: inout SplitMix64, longestBody: Int) -> Speech {
    var speech = speech(.response, using: &random, longestBody: longestBody)
    while Int.random(in: 0..<5, using: &random) == 0 {
      speech.informational.append(
        [HeaderField(":status", "103")] + .random(using: &random, count: 2)
      )
    }
    return speech
  }

  /// What is said again and again where nothing changes.
  static func usual(_ head: [HeaderField], using random: inout SplitMix64) -> Speech {
    let isCall = head == .request
    let choice = Int.random(in: 0..<3, using: &random)
    return Speech(
      head: head + [HeaderField("x-choice", "\(choice)")],
      body: [UInt8](repeating: UInt8(choice), count: 10 * choice),
      trailers: isCall ? nil : .trailers
    )
  }

  private static func speech(
    _ head: [HeaderField],
    using random: inout SplitMix64,
    longestBody: Int
  ) -> Speech {
    var speech = Speech(head: head)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: speech.head += .random(using: &random, count: 12, longest: 4_000)
    case 1..<5: speech.head += .random(using: &random)
    default: break
    }
    let limit = Int.random(in: 0...longestBody, using: &random)
    let count = Bool.random(using: &random) ? Int.random(in: 0...limit, using: &random) : 0
    var byte = UInt8.random(in: 0...255, using: &random)
    speech.body = (0..<count).map { _ in
      byte = byte &* 5 &+ 17
      return byte
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      speech.head.append(HeaderField("content-length", "\(count)"))
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: speech.trailers = .trailers
    case 1: speech.trailers = .random(using: &random, count: Int.random(in: 1...3, using: &random))
    default: break
    }
    return speech
  }
}

/// What one end has heard on one stream.
struct Heard {
  var informational: [[HeaderField]] = []
  var head: [HeaderField]?
  var body: [UInt8] = []
  var trailers: [HeaderField]?
  /// END_STREAM has come.
  var ended = false
  /// The stream was ended before its time, by either end.
  var failure: ErrorCode?

  mutating func add(_ list: [HeaderField]) {
    if let status = list.first, status.name == Array(":status".utf8), status.value[0] == 0x31 {
      informational.append(list)
    } else if head == nil {
      head = list
    } else {
      trailers = list
    }
  }

  /// Whether this is all of a speech.
  func isAll(of speech: Speech) -> Bool {
    ended && informational == speech.informational && head == speech.head
      && body == speech.body && trailers == speech.trailers
  }

  /// Whether this is what a speech begins with.
  func isBeginning(of speech: Speech) -> Bool {
    speech.informational.starts(with: informational) && (head == nil || head == speech.head)
      && speech.body.starts(with: body) && (trailers == nil || trailers == speech.trailers)
  }
}
