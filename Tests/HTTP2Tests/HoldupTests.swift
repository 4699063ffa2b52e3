import Testing
import Timing

@testable import HTTP2

/// Which window keeps data back, and when it is told that it no longer does.
@Suite struct HoldupTests {
  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  @Test func `what is used up holds back, and the stream's window comes first`() {
    let end = End.ready(.client, .test, [(4, 65_535)])
    let first = end.open()
    let second = end.open()
    #expect(end.connection.holdup(of: first.slot) == nil)
    #expect(end.send(zeros(65_535), on: first) == 65_535)
    #expect(end.connection.holdup(of: first.slot) == .stream)
    #expect(end.connection.holdup(of: second.slot) == .connection)
    _ = end.receive(Wire.windowUpdate(1, 1))
    #expect(end.connection.holdup(of: first.slot) == .connection)
    _ = end.receive(Wire.windowUpdate(0, 1) + Wire.settings([(4, 0)]))
    #expect(end.connection.holdup(of: second.slot) == .stream)
  }

  @Test func `a window that is left over is not waited for`() {
    let end = End.ready(.client, .test, [(4, 10)])
    let stream = end.open()
    #expect(end.send(zeros(70_000), on: stream) == 10)
    #expect(end.receive(Wire.windowUpdate(0, 1)) == [], "the connection's window is open")
    #expect(end.receive(Wire.windowUpdate(1, 1)) == [.writable(1)])
  }

  @Test func `a stream that only the connection holds back is told by the connection`() {
    let end = End.ready(.client, .test, [(4, 1_000_000)])
    let stream = end.open()
    #expect(end.send(zeros(70_000), on: stream) == 65_535)
    #expect(end.receive(Wire.windowUpdate(1, 1)) == [])
    #expect(end.receive(Wire.windowUpdate(0, 1)) == [.connectionWritable])
    #expect(end.receive(Wire.windowUpdate(0, 1)) == [], "nobody has asked since")
  }

  @Test func `a stream that both hold back is told by each, once`() {
    for isStreamFirst in [true, false] {
      let end = End.ready(.client, .test, [(4, 65_535)])
      let stream = end.open()
      #expect(end.send(zeros(70_000), on: stream) == 65_535)
      let updates = [Wire.windowUpdate(1, 9), Wire.windowUpdate(0, 9)]
      let told: [Told] = [.writable(1), .connectionWritable]
      for index in isStreamFirst ? [0, 1] : [1, 0] {
        #expect(end.receive(updates[index]) == [told[index]])
        #expect(end.receive(updates[index]) == [])
        let isLast = index == (isStreamFirst ? 1 : 0)
        #expect(end.send(zeros(70_000), on: stream) == (isLast ? 18 : 0))
      }
    }
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `whoever waits is told when it can go on`(seed: UInt64) {
    var model = Model(seed: seed)
    for _ in 0..<400 {
      #expect(model.step() <= 1, "seed \(seed)")
      for place in model.streams.indices {
        #expect(model.end.connection.holdup(of: UInt32(place)) == model.holdup(place))
        #expect(model.waiting[place] == 0 || model.holdup(place) != nil, "seed \(seed)")
      }
    }
    #expect(model.faults == [], "seed \(seed)")
  }

  /// Four streams and their windows by plain arithmetic: the peer's updates and our sending come in
  /// any order, and what could not be sent is sent when an event says so, never before.
  private struct Model {
    let end: End
    let streams: [HTTP2.Stream]
    private var random: SplitMix64
    private var initial: Int
    private var shared = 65_535
    private var own: [Int]
    /// Bytes that wait for a window.
    private(set) var waiting = [0, 0, 0, 0]
    private(set) var faults: [String] = []

    init(seed: UInt64) {
      random = SplitMix64(seed: seed)
      initial = Int.random(in: 0...30, using: &random)
      end = End.ready(.client, .test, [(4, UInt32(initial))])
      let end = self.end
      streams = (0..<4).map { _ in end.open() }
      own = .init(repeating: initial, count: 4)
      end.connection.sendWindow = 20
      shared = 20
    }

    func holdup(_ place: Int) -> Holdup? {
      own[place] <= 0 ? .stream : shared <= 0 ? .connection : nil
    }

    /// Does something; says how many events it brought.
    mutating func step() -> Int {
      let place = Int.random(in: 0..<4, using: &random)
      let count = Int.random(in: 1...20, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0..<4:
        if waiting[place] == 0 { send(count, place) }
        return 0
      case 4, 5:
        own[place] += count
        return hear(Wire.windowUpdate(streams[place].id, UInt32(count)))
      case 6:
        shared += count
        return hear(Wire.windowUpdate(0, UInt32(count)))
      default:
        let before = initial
        initial = Int.random(in: 0...30, using: &random)
        for place in own.indices { own[place] += initial - before }
        return hear(Wire.settings([(4, UInt32(initial))]))
      }
    }

    private mutating func send(_ count: Int, _ place: Int) {
      let bytes = [UInt8](repeating: 0, count: count)
      let sent = end.send(bytes, on: streams[place])
      if sent != max(0, min(count, own[place], shared)) { faults.append("sent \(sent)") }
      own[place] -= sent
      shared -= sent
      waiting[place] = count - sent
    }

    private mutating func hear(_ frame: [UInt8]) -> Int {
      let told = end.receive(frame)
      for event in told {
        for place in streams.indices where waiting[place] > 0 {
          guard event == .connectionWritable || event == .writable(streams[place].id) else {
            continue
          }
          send(waiting[place], place)
        }
      }
      return told.count
    }
  }
}
