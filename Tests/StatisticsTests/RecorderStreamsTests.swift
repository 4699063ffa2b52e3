import Statistics
import Testing
import Timing

struct RecorderStreamsTests {
  static let window = Instant.at(0)..<Instant.at(3_000)

  @Test func `a first message has two clocks in an open loop`() {
    var recorder = Recorder(window: Self.window, openLoop: true, streams: true)
    recorder.firstMessage(intended: .at(100), started: .at(140), at: .at(150))
    let streams = recorder.finish().streams
    #expect(streams.firstMessage == LatencyHistogram([.milliseconds(50)]))
    #expect(streams.firstMessageService == LatencyHistogram([.milliseconds(10)]))
  }

  @Test func `a first message has one clock in a closed loop`() {
    var recorder = Recorder(window: Self.window, openLoop: false, streams: true)
    recorder.firstMessage(intended: .at(100), started: .at(100), at: .at(150))
    let streams = recorder.finish().streams
    #expect(streams.firstMessage.count == 1 && streams.firstMessageService.count == 0)
  }

  @Test func `gaps count each, also those of no time and those above the range`() {
    var recorder = Recorder(window: Self.window, openLoop: false, streams: true)
    recorder.gap(.zero, count: 1_000)
    recorder.gap(.microseconds(7))
    recorder.gap(.seconds(4_000))
    let gap = recorder.finish().streams.gap
    #expect(gap.count == 1_001 && gap.outOfRange == 1)
    #expect(gap.quantile(0.99) == .zero && gap.min == .zero)
    #expect(gap.max >= .microseconds(7) && gap.max < .microseconds(8))
  }

  @Test func `a recorder without room for streams counts them as well`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    recorder.gap(.milliseconds(2))
    recorder.roundTrip(intended: .at(5), sent: nil, at: .at(6))
    let streams = recorder.finish().streams
    #expect(streams.gap.count == 1 && streams.roundTrip.count == 1)
  }

  @Test func `a late message keeps its intended instant`() {
    var recorder = Recorder(window: Self.window, openLoop: true, streams: true)
    recorder.messageSent(intended: .at(100), sent: .at(400))
    recorder.roundTrip(intended: .at(100), sent: .at(400), at: .at(401))
    let streams = recorder.finish().streams
    #expect(streams.messageLag == LatencyHistogram([.milliseconds(300)]))
    #expect(streams.roundTrip == LatencyHistogram([.milliseconds(301)]))
    #expect(streams.roundTripService == LatencyHistogram([.milliseconds(1)]))
  }

  /// The instant of a message, and whether it is in the measured window.
  @Test(arguments: [(-1, false), (0, true), (2_999, true), (3_000, false)] as [(Int64, Bool)])
  func `a message counts by its own instant`(instant: Int64, isMeasured: Bool) {
    var recorder = Recorder(window: Self.window, openLoop: true, streams: true)
    recorder.firstMessage(intended: .at(instant), started: .at(instant), at: .at(instant + 1))
    recorder.messageSent(intended: .at(instant), sent: .at(instant + 1))
    recorder.roundTrip(intended: .at(instant), sent: .at(instant), at: .at(instant + 1))
    let streams = recorder.finish().streams
    for histogram in [
      streams.firstMessage, streams.firstMessageService, streams.messageLag, streams.roundTrip,
      streams.roundTripService,
    ] {
      #expect(histogram.count == (isMeasured ? 1 : 0))
    }
  }

  @Test func `an instant told before the message's own is no negative time`() {
    var recorder = Recorder(window: Self.window, openLoop: true, streams: true)
    recorder.messageSent(intended: .at(10), sent: .at(9))
    recorder.roundTrip(intended: .at(10), sent: .at(11), at: .at(9))
    let streams = recorder.finish().streams
    #expect(streams.messageLag.max == .zero && streams.roundTrip.max == .zero)
  }

  @Test func `adding adds what happened inside streams`() {
    var recorder = Recorder(window: Self.window, openLoop: true, streams: true)
    recorder.gap(.milliseconds(2), count: 3)
    recorder.firstMessage(intended: .at(1), started: .at(1), at: .at(2))
    recorder.messageSent(intended: .at(1), sent: .at(2))
    recorder.roundTrip(intended: .at(1), sent: .at(2), at: .at(3))
    let one = recorder.finish()
    let sum = (one + one).streams
    #expect(sum.gap.count == 6)
    for histogram in [
      sum.firstMessage, sum.firstMessageService, sum.messageLag, sum.roundTrip,
      sum.roundTripService,
    ] {
      #expect(histogram.count == 2)
    }
    #expect(one + Recording() == one && Recording() + one == one)
  }
}
