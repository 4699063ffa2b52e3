import GRPC
import GreetService
import HTTP2
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

/// Any conditions, calls of any kind, and bytes that come in any pieces.
@Suite struct LaboratoryLawTests {
  private static let texts: [(Knob, [String])] = [
    (.delay, ["5ms", "exponential 20ms", "lognormal 5ms 2"]), (.work, ["1us"]),
    (.responseSize, ["0", "100", "3000", "40000"]), (.gap, ["1ms", "exponential 3ms", "0s"]),
    (.trickle, ["90 every 1ms", "700 every 10us", "100000 every 1ms"]),
    (.window, ["never", "100 every 1ms", "5000 every 2ms"]),
    (
      .fail,
      [
        "UNAVAILABLE 30%", "no status 20%", "ABORTED every 3 after head",
        "no status 30% after head",
        "INTERNAL 40% after 2 messages with details", "DATA_LOSS every 4 with details",
      ]
    ),
    (.reset, ["CANCEL 20%", "77 every 5 after head", "REFUSED_STREAM 30% after 2 messages"]),
    (.drop, ["1%", "every 17 after head"]),
    (.goAway, ["3%", "every 11", "every 13 at once"]),
  ]

  private static let paths =
    ServerMethod.allCases.map(\.path) + ["/greet.Greeter/SayHello", "/no.Such/Method"]

  /// What the seed has decided.
  private struct Case {
    var random: SplitMix64
    var options = ServerOptions()
    var clientWindow = 0

    init(seed: UInt64) throws {
      random = SplitMix64(seed: seed)
      options.laboratory.seed = seed
      options.streamWindow = pick([20, 1_000, 70_000, 1 << 20])
      options.connectionWindow = pick([65_535, 1 << 20])
      options.maxUnread = pick([65_535, 1 << 28])
      options.maxUnsent = pick([65_535, 1 << 28])
      options.maxMessageSize = pick([300, 1 << 22])
      clientWindow = pick([50, 3_000, 70_000, 1 << 20])
      for (knob, texts) in LaboratoryLawTests.texts where pick([true, false, false]) {
        try options.laboratory.conditions.set(knob, pick(texts))
      }
      if pick([true, false, false]) {
        options.laboratory.capacity = try Capacity(text: pick(["1000", "100 burst 5"]))
      }
      if pick([true, false, false]) {
        options.laboratory.connectionPace = try WindowPace(
          text: pick(["never", "1000 every 1ms", "100000 every 1us"])
        )
      }
    }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
      choices[Int(random.next() % UInt64(choices.count))]
    }

    /// A call's own conditions, now and then one that is none.
    mutating func metadata() -> [HeaderField] {
      var fields: [HeaderField] = []
      for (knob, texts) in LaboratoryLawTests.texts where random.next() % 12 == 0 {
        let text = pick(texts + ["none", "nonsense"])
        // Nothing but the calls after it would be left of a connection that each call may cut.
        if knob != .drop || text == "none" {
          fields.append(HeaderField("grpcbench-\(knob.name)", text))
        }
      }
      if random.next() % 4 == 0 {
        fields.append(HeaderField("grpcbench-messages", pick(["0", "1", "3", "30", "x"])))
      }
      if random.next() % 6 == 0 {
        fields += [
          HeaderField("grpc-accept-encoding", "gzip"),
          HeaderField("grpcbench-compression", "gzip"),
        ]
      }
      return fields
    }

    mutating func body() throws -> [UInt8] {
      let names = (0..<pick([0, 1, 1, 1, 1, 2, 7, 30])).map { _ in
        String(repeating: "a", count: pick([0, 3, 3, 200, 5_000]))
      }
      let body = try Wire.requests(names)
      return random.next() % 10 == 0 ? Array(body.dropLast(1)) : body
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `each call ends once, is counted once, and leaves nothing behind`(seed: UInt64) throws {
    var plan = try Case(seed: seed)
    let exchange = Exchange(
      plan.options,
      clientWindow: plan.clientWindow,
      mostWaiting: plan.pick([0, 3, 1_000_000])
    )
    exchange.keepsData = false
    var cuts = SplitMix64(seed: seed, key: 1)
    let most = plan.pick([1_000, 20_000, 1 << 20])
    let piece = { Int(cuts.next() % UInt64(most)) + 1 }
    var streams: [HTTP2.Stream] = []
    for _ in 0..<24 {
      guard exchange.client.canOpen, !exchange.isDropped else { break }
      let path = plan.pick(Self.paths)
      let fields = plan.metadata()
      streams.append(
        exchange.open(
          path: path,
          fields,
          try plan.body(),
          ends: plan.pick([true, true, true, false])
        )
      )
      switch plan.random.next() % 4 {
      case 0: exchange.settle(piece)
      case 1: exchange.pass(.milliseconds(Int64(plan.random.next() % 20)), piece)
      case 2: exchange.reset(plan.pick(streams))
      default: exchange.carry(piece)
      }
    }
    exchange.settle(piece)
    exchange.pass(.seconds(10), piece)
    // What a starved window or a half-open request keeps open is given up.
    for stream in streams { exchange.reset(stream) }
    exchange.settle(piece)
    exchange.pass(.seconds(200), piece)
    if exchange.isDropped { exchange.cut() }
    #expect(exchange.laboratory.gone == 0, "seed \(seed)")
    try expectAccounts(exchange, seed)
    guard !exchange.isDropped else { return }
    #expect(exchange.openStreams == 0, "seed \(seed)")
    #expect(exchange.waiting == 0 && exchange.unsent == 0, "seed \(seed)")
    #expect(exchange.laboratory.next == nil, "seed \(seed)")
    #expect(exchange.server.http.failure == nil, "seed \(seed)")
    #expect(exchange.client.failure == nil, "seed \(seed)")
  }

  /// Each call that has begun is in one row, and what waited kept to its limits.
  private func expectAccounts(_ exchange: Exchange, _ seed: UInt64) throws {
    let tally = exchange.tally
    let ended = tally.rows.reduce(0) { $0 + $1.calls }
    #expect(ended == tally.begun, "seed \(seed): \(tally.rows)")
    let cancelled = tally.rows.filter { $0.ending == .status(.cancelled) }
    let asked = tally.rows.filter {
      "/" + $0.method == ServerMethod.counters.path && $0.ending == .status(.ok)
    }
    let uncounted = (cancelled + asked).reduce(0) { $0 + $1.calls }
    #expect(tally.calls == ended - uncounted, "seed \(seed)")
    // One message may be above the limit, which is looked at when it is there.
    let options = exchange.server.options
    #expect(exchange.mostUnsent <= options.maxUnsent + (1 << 18), "seed \(seed)")
    #expect(exchange.mostWaiting <= options.maxUnread + (1 << 20), "seed \(seed)")
    #expect(exchange.mostOutput < ServerChannel.mostOutput + (16 << 20), "seed \(seed)")
  }
}
