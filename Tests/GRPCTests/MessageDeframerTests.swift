import GRPC
import Testing
import Timing

/// The messages that a deframer finds in chunks, or why it stopped.
private struct Reading: Equatable {
  var messages: [[UInt8]] = []
  var compressed: [Bool] = []
  var error: DeframingError?
  var endsAtBoundary = true

  init(_ chunks: [[UInt8]], deframer: MessageDeframer = MessageDeframer()) {
    var deframer = deframer
    var current: [UInt8] = []
    var expected = 0
    for chunk in chunks {
      var offset = 0
      reading: while true {
        switch deframer.next(in: chunk.span, at: &offset) {
        case .needMore:
          #expect(offset == chunk.count)
          break reading
        case .begin(let length, let isCompressed):
          #expect(!deframer.isAtBoundary)
          expected = length
          compressed.append(isCompressed)
          current = []
        case .payload(let range, let last):
          #expect(range.upperBound == offset)
          #expect(!range.isEmpty || expected == 0)
          current += chunk[range]
          #expect(last == (current.count == expected))
          if last { messages.append(current) }
        case .failed(let error):
          self.error = error
          return
        }
      }
    }
    endsAtBoundary = deframer.isAtBoundary
  }
}

private func framed(_ messages: [[UInt8]]) -> [UInt8] {
  var wire: [UInt8] = []
  for message in messages {
    MessagePrefix(length: message.count).append(to: &wire)
    wire += message
  }
  return wire
}

@Suite struct MessageDeframerTests {
  @Test func `a deframer costs an open call sixteen bytes`() {
    #expect(MemoryLayout<MessageDeframer>.size <= 16)
  }

  @Test func `whole messages in one chunk are found in order`() {
    let messages = [bytes("one"), [], bytes("three"), []]
    #expect(Reading([framed(messages)]).messages == messages)
  }

  @Test func `an empty message is a beginning and an empty last payload`() {
    var deframer = MessageDeframer()
    let chunk: [UInt8] = [0, 0, 0, 0, 0]
    var offset = 0
    #expect(deframer.isAtBoundary)
    #expect(
      deframer.next(in: chunk.span, at: &offset) == .begin(length: 0, compressed: false)
    )
    #expect(!deframer.isAtBoundary)
    #expect(deframer.next(in: chunk.span, at: &offset) == .payload(5..<5, last: true))
    #expect(deframer.isAtBoundary)
    #expect(deframer.next(in: chunk.span, at: &offset) == .needMore)
  }

  @Test func `whole messages are also found in one step each`() {
    var deframer = MessageDeframer()
    let chunk = framed([bytes("one"), [], bytes("three")]) + [0, 0, 0, 0, 1]
    var offset = 0
    #expect(deframer.wholeMessage(in: chunk.span, at: &offset) == 5..<8)
    #expect(deframer.wholeMessage(in: chunk.span, at: &offset) == 13..<13)
    #expect(deframer.wholeMessage(in: chunk.span, at: &offset) == 18..<23)
    #expect(deframer.wholeMessage(in: chunk.span, at: &offset) == nil)
    #expect(offset == 23)
    #expect(deframer.next(in: chunk.span, at: &offset) == .begin(length: 1, compressed: false))
    let rest = [9] + framed([bytes("four")])
    offset = 0
    #expect(deframer.wholeMessage(in: rest.span, at: &offset) == nil)
    #expect(deframer.next(in: rest.span, at: &offset) == .payload(0..<1, last: true))
    #expect(deframer.wholeMessage(in: rest.span, at: &offset) == 6..<10)
    #expect(deframer.isAtBoundary)
  }

  @Test(
    arguments: [
      [], [0], [0, 0, 0, 0], [1, 0, 0, 0, 0], [2, 0, 0, 0, 0], [0, 0, 0, 0, 4, 1, 2, 3, 4],
      [0, 0, 0, 0, 2, 1], [0, 255, 255, 255, 255, 1],
    ] as [[UInt8]]
  )
  func `what is not one whole plain legal message is left as it was`(chunk: [UInt8]) {
    var deframer = MessageDeframer(acceptsCompressed: true, limit: 3)
    var offset = 0
    #expect(deframer.wholeMessage(in: chunk.span, at: &offset) == nil)
    #expect(offset == 0)
    #expect(deframer.isAtBoundary)
  }

  @Test func `one byte at a time gives the same messages`() {
    let messages = [bytes("ab"), [], bytes("c")]
    let wire = framed(messages)
    let reading = Reading(wire.map { [$0] })
    #expect(reading.messages == messages)
    #expect(reading.endsAtBoundary)
  }

  @Test(arguments: 1...11)
  func `a stream cut inside a message is not at a boundary`(cut: Int) {
    let wire = framed([bytes("seven-7")])
    let reading = Reading([Array(wire[..<cut])])
    #expect(!reading.endsAtBoundary)
    #expect(reading.messages.isEmpty)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `any split of any messages gives the same messages`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let sizes = [0, 0, 1, 4, 5, 6, 100, 16_383, 16_384, 16_385]
    let messages = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      let size = sizes[Int.random(in: 0..<sizes.count, using: &random)]
      return (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    var rest = framed(messages)[...]
    let longest = [3, 10, 500, 20_000][Int.random(in: 0..<4, using: &random)]
    var chunks: [[UInt8]] = []
    while !rest.isEmpty {
      let count = min(rest.count, Int.random(in: 0...longest, using: &random))
      chunks.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    let reading = Reading(chunks)
    #expect(reading.messages == messages, "seed \(seed)")
    #expect(reading.error == nil, "seed \(seed)")
    #expect(reading.endsAtBoundary, "seed \(seed)")
  }

  @Test func `a message at the limit is taken and one over it is not`() {
    let deframer = MessageDeframer(limit: 3)
    #expect(Reading([framed([bytes("abc")])], deframer: deframer).messages == [bytes("abc")])
    let reading = Reading([framed([bytes("ab"), bytes("abcd")])], deframer: deframer)
    #expect(reading.messages == [bytes("ab")])
    #expect(reading.error == .tooLong(length: 4, limit: 3))
    #expect(reading.error?.status.code == .resourceExhausted)
  }

  @Test func `the default limit is 4 MiB`() {
    #expect(MessageDeframer.defaultLimit == 4_194_304)
    #expect(Reading([[0, 0, 0x40, 0, 0]]).error == nil)
    #expect(
      Reading([[0, 0, 0x40, 0, 1]]).error == .tooLong(length: 4_194_305, limit: 4_194_304)
    )
    #expect(Reading([[0, 255, 255, 255, 255]]).error?.status.code == .resourceExhausted)
  }

  @Test(arguments: [2, 3, 0x80, 255] as [UInt8])
  func `a flag other than 0 and 1 is an internal error`(flag: UInt8) {
    let reading = Reading([[flag, 0, 0, 0, 0]], deframer: MessageDeframer(acceptsCompressed: true))
    #expect(reading.error == .unknownFlag(flag))
    #expect(reading.error?.status.code == .internal)
  }

  @Test func `a compressed message needs an encoding`() {
    let wire: [UInt8] = [1, 0, 0, 0, 1, 9, 0, 0, 0, 0, 1, 8]
    #expect(Reading([wire]).error == .unexpectedCompression)
    #expect(Reading([wire]).error?.status.code == .internal)
    let reading = Reading([wire], deframer: MessageDeframer(acceptsCompressed: true))
    #expect(reading.messages == [[9], [8]])
    #expect(reading.compressed == [true, false])
  }

  @Test func `a failure is final and says the same again`() {
    var deframer = MessageDeframer()
    let chunk: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    var offset = 0
    #expect(deframer.next(in: chunk.span, at: &offset) == .failed(.unknownFlag(7)))
    #expect(deframer.next(in: chunk.span, at: &offset) == .failed(.unknownFlag(7)))
    #expect(!deframer.isAtBoundary)
  }

  @Test func `any bytes end in messages or a failure`() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let noise = (0..<300).map { _ in UInt8.random(in: 0...3, using: &random) }
      let deframer = MessageDeframer(acceptsCompressed: true, limit: 20)
      let whole = Reading([noise], deframer: deframer)
      let split = Reading([Array(noise[..<150]), Array(noise[150...])], deframer: deframer)
      #expect(whole == split, "seed \(seed)")
    }
  }
}
