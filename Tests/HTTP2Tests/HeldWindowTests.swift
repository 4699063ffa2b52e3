import Testing
import Timing

@testable import HTTP2

/// Windows that the caller opens itself.
@Suite struct HeldWindowTests {
  private static func held(window: Int, connection: Int = 65_535) -> (End, HTTP2.Stream) {
    let end = End.ready(
      .client,
      .with {
        $0.settings.initialWindowSize = window
        $0.connectionWindow = connection
      }
    )
    let stream = end.open()
    end.connection.holdWindow(of: stream.slot)
    _ = end.receive(Wire.headers(1, .response))
    _ = end.sent()
    return (end, stream)
  }

  private func updates(_ end: End) -> [[UInt32]] {
    end.sent().filter { $0.type == 8 }.map { [$0.stream, $0.number(at: 0)] }
  }

  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  @Test func `a held window stays as it is until something is given back`() {
    let (end, stream) = Self.held(window: 100)
    #expect(end.receive(Wire.data(1, zeros(100))) == [.data(1, zeros(100), ended: false)])
    #expect(updates(end) == [])
    // The peer has nothing left, so that every byte is news to it.
    end.connection.giveBack(1, on: stream.slot)
    #expect(updates(end) == [[1, 1]])
    // One byte is open: less than that is not worth a frame.
    end.connection.giveBack(0, on: stream.slot)
    #expect(updates(end) == [])
    end.connection.giveBack(2, on: stream.slot)
    #expect(updates(end) == [[1, 2]])
    end.connection.giveBack(2, on: stream.slot)
    #expect(updates(end) == [], "three are open, two are owed")
    // They are told as soon as the peer needs them, without another call.
    _ = end.receive(Wire.data(1, zeros(1)))
    #expect(updates(end) == [[1, 2]])
    let late = end.receive(Wire.data(1, zeros(5)))
    #expect(late == [.ended(1, .violation(.flowControlError))])
  }

  @Test func `padding on a held stream is given back by itself`() {
    let (end, _) = Self.held(window: 100)
    _ = end.receive(Wire.padded(1, zeros(20), by: 79))
    #expect(updates(end) == [[1, 80]])
    #expect(end.connection.streams.record(0).pointee.held == 20)
  }

  @Test func `a stream that is not read does not hold up the others`() {
    let (end, _) = Self.held(window: 65_535)
    let other = end.open()
    _ = end.receive(Wire.headers(other.id, .response))
    _ = end.receive(Wire.data(1, zeros(16_000)) + Wire.data(1, zeros(16_000)))
    _ = end.receive(Wire.data(1, zeros(16_000)) + Wire.data(1, zeros(16_000)))
    #expect(updates(end) == [[0, 48_000]])
    #expect(
      end.receive(Wire.data(other.id, zeros(16_000)))
        == [.data(other.id, zeros(16_000), ended: false)]
    )
  }

  @Test func `a held stream that has ended owes nothing`() {
    let (end, stream) = Self.held(window: 100)
    _ = end.receive(Wire.data(1, zeros(60)) + Wire.data(1, zeros(40), end: true))
    #expect(end.connection.isOpen(stream) == true)
    end.connection.giveBack(100, on: stream.slot)
    #expect(end.sent() == [])
    end.connection.reset(stream, .cancel)
    // The next stream in the same place is not held.
    let next = end.open()
    #expect(next.slot == stream.slot)
    _ = end.receive(Wire.headers(next.id, .response) + Wire.data(next.id, zeros(60)))
    #expect(updates(end) == [[next.id, 60]])
  }

  @Test func `SETTINGS that make a window small leave nothing owed`() {
    let end = End(
      .client,
      .with { $0.settings.initialWindowSize = 100 }
    )
    _ = end.receive(Wire.settings())
    let stream = end.open()
    end.connection.holdWindow(of: stream.slot)
    _ = end.receive(Wire.headers(1, .response) + Wire.data(1, zeros(90)))
    end.connection.giveBack(40, on: stream.slot)
    _ = end.sent()
    // 50 are held and 40 owed; the window was 65,535 and is 100 now.
    _ = end.receive(Wire.settingsAcknowledgement)
    #expect(updates(end) == [[1, 40]])
    #expect(end.connection.streams.record(stream.slot).pointee.receiveWindow == 50)
  }

  @Test func `giving back more than has arrived ends the process`() async {
    await #expect(processExitsWith: .failure) {
      let (end, stream) = HeldWindowTests.held(window: 100)
      _ = end.receive(Wire.data(1, [1, 2, 3]))
      end.connection.giveBack(4, on: stream.slot)
    }
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `a peer never waits for what was given back`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let window = Int.random(in: 1...Int.random(in: 1...3_000, using: &random), using: &random)
    let (end, stream) = Self.held(window: window)
    // The peer's side of the matter.
    var open = window
    var held = 0
    for _ in 0..<500 {
      if Bool.random(using: &random), open > 0 {
        let count = Int.random(in: 1...open, using: &random)
        let padding = Bool.random(using: &random) ? min(count - 1, 255) : 0
        let frame =
          padding > 0
          ? Wire.padded(1, zeros(count - padding), by: UInt8(padding - 1))
          : Wire.data(1, zeros(count))
        let size = Int.random(in: 1...frame.count, using: &random)
        #expect(end.receive(frame, reads: size).isEmpty == false)
        open -= count
        held += count - padding
      } else {
        let count = Int.random(in: 0...held, using: &random)
        end.connection.giveBack(count, on: stream.slot)
        held -= count
      }
      for update in updates(end) where update[0] == 1 { open += Int(update[1]) }
      #expect(open + held <= window, "seed \(seed)")
      #expect(open * 2 > window - held || open + held == window, "seed \(seed)")
    }
  }
}
