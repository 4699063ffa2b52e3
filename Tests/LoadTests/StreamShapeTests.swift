import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

extension LoopbackTests {
  /// All kinds of call with random shapes, windows and cuts.
  @Suite(.serialized) struct StreamShapeTests {
    /// A random run, and the server's part of it.
    private struct Game {
      var plan: Plan
      var script: Script
      var sent: Int
      var received: Int

      init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let kind = CallKind.allCases[Int(seed % 4)]
        sent = kind.sendsOne ? 1 : Int.random(in: 0...30, using: &random)
        received = kind.receivesOne ? 1 : Int.random(in: 0...30, using: &random)
        plan = try Plan.streaming(kind, sent: sent, received: received)
        plan.seed = seed
        plan.connections = Int.random(in: 1...2, using: &random)
        plan.http2.streamWindow = Self.window(&random)
        let window = Self.window(&random)
        // A window of one byte takes a round trip for each.
        let most = window < 100 ? 40 : window < 20_000 ? 2_000 : 40_000
        plan.calls[0].request.size = .uniform(0, Int.random(in: 3...most, using: &random))
        plan.calls[0].deadline = .seconds(60)
        let answer = Self.answer(received, plan.http2.streamWindow, &random)
        let early = Bool.random(using: &random)
        script = .playing(
          StreamScript(
            atHead: { _ in early ? [.head] + answer : [] },
            atEnd: { _, _ in early ? [.trailers] : [.head] + answer + [.trailers] }
          )
        )
        script.settings.initialWindowSize = window
      }

      private static func window(_ random: inout SplitMix64) -> Int {
        [1, 7, 100, 5_000, 16_384, 65_535, 1 << 20][Int.random(in: 0..<7, using: &random)]
      }

      /// Messages in frames that are cut anywhere.
      private static func answer(
        _ count: Int,
        _ window: Int,
        _ random: inout SplitMix64
      ) -> [Script.Step] {
        let most = window < 100 ? 20 : 3_000
        let bytes = (0..<count).flatMap { _ in
          Script.message(of: Int.random(in: 0...most, using: &random))
        }
        var steps: [Script.Step] = []
        var start = 0
        while start < bytes.count {
          let end = min(bytes.count, start + Int.random(in: 1...most * 2, using: &random))
          steps.append(.data(Array(bytes[start..<end])))
          start = end
        }
        return steps
      }
    }

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `every message arrives, each byte is the pool's, and phases add up`(seed: UInt64) throws {
      let game = try Game(seed: seed)
      let server = try ScriptedServer(game.script)
      let recording = try game.plan.play(against: server.address)
      let witness = try server.stop()
      let comment: Comment =
        "seed \(seed), \(game.plan.calls[0].kind) \(game.sent) × \(game.received)"
      #expect(recording.statusCounts == [0: 20], comment)
      #expect(recording.isWhole, comment)
      #expect(witness.streams.count == 20, comment)
      let requests = try game.plan.requests()
      for stream in witness.streams {
        #expect(stream.hasEnded && stream.reset == nil, comment)
        #expect(stream.messages == game.sent, comment)
        // Apart, because a failure would describe every byte of every request.
        let isKnown = requests.contains(stream.bytes)
        #expect(isKnown, comment)
      }
      #expect(recording.phases?.total == recording.responseSum, comment)
      if game.plan.calls[0].kind != .unary, game.received > 0 {
        #expect(recording.streams.firstMessage.count == 20, comment)
      }
    }

    @Test func `messages of several windows and outputs come whole`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 40, received: 40, rate: "40")
      plan.calls[0].request.size = .uniform(20_000, 60_000)
      plan.connections = 1
      var script = Script.playing(.echo)
      script.settings.initialWindowSize = 200_000
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [0: 4])
      #expect(witness.streams.map(\.messages) == [40, 40, 40, 40])
      let requests = try plan.requests()
      #expect(witness.streams.allSatisfy { requests.contains($0.bytes) })
      #expect(recording.phases?.total == recording.responseSum)
      #expect(recording.streams.gap.count <= 4 * 39)
    }

    @Test func `the time on a window is what the server makes it`() throws {
      var plan = try Plan.streaming(.clientStreaming, sent: 1, received: 1, rate: "20")
      plan.calls[0].request.size = .fixed(10_000)
      // 10,005 bytes through a window of 1,000 that opens each time after 5 ms.
      var streams = StreamScript.echo
      streams.holdsWindows = true
      streams.atHead = { _ in
        [.head] + (0..<10).flatMap { _ in [Script.Step.pause(.milliseconds(5)), .giveBack] }
      }
      streams.atMessage = { _, _ in [] }
      streams.atEnd = { _, _ in [.message, .trailers] }
      var script = Script.playing(streams)
      script.settings.initialWindowSize = 1_000
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      #expect(try server.stop().streams.map(\.messages) == [1, 1])
      #expect(recording.statusCounts == [0: 2])
      let phases = try #require(recording.phases)
      #expect(phases.total == recording.responseSum)
      let blocked = phases.sum(.streamWindow).total
      #expect(blocked >= .milliseconds(98), "\(blocked)")
      #expect(phases.sum(.connectionWindow).total == .zero)
      #expect(blocked < recording.responseSum.total)
    }

    @Test func `calls on one connection share its window in turns`() throws {
      // Six calls of 200 kB each, and a connection's window of 65,535 bytes.
      var plan = Plan.short(streams: 6, milliseconds: 20)
      plan.drain = .seconds(60)
      plan.calls[0].kind = .clientStreaming
      plan.calls[0].request.size = .fixed(20_000)
      plan.calls[0].messages.sent = 10
      var streams = StreamScript()
      streams.atEnd = { _, _ in [.head, .message, .trailers] }
      var script = Script.playing(streams)
      script.settings.initialWindowSize = 1 << 20
      script.connectionWindow = 65_535
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.failedCalls == 0 && recording.unfinishedCalls == 0)
      #expect(recording.okCalls >= 6)
      #expect(recording.phases?.total == recording.responseSum)
      // The first call's last message comes after the others' first one.
      let firsts = witness.streams.prefix(6).compactMap(\.instants.first)
      let lasts = witness.streams.prefix(6).compactMap(\.instants.last)
      #expect(try #require(firsts.max()) < #require(lasts.min()))
    }
  }
}
