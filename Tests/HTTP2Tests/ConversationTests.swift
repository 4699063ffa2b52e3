import Foundation
import Testing
import Timing

@testable import HTTP2

/// Our connection and nghttp2's session hear exactly what the other says, whatever happens.
///
/// `HTTP2_SEEDS=20000` plays more conversations, `HTTP2_SEED=17` a single one.
@Suite struct ConversationTests {
  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["HTTP2_SEED"].flatMap(UInt64.init) { return [seed] }
    return Array(1...(environment["HTTP2_SEEDS"].flatMap(UInt64.init) ?? 150))
  }()

  @Test(arguments: Role.both)
  func `both ends hear what was said`(role: Role) {
    var answers = 0
    for seed in Self.seeds {
      let conversation = Conversation(seed: seed, ours: role)
      conversation.run()
      let faults = conversation.faults()
      #expect(faults == [], "seed \(seed), our \(role)")
      if !faults.isEmpty { return }
      answers += conversation.ours.end.answers
    }
    // The shortest way has been gone.
    if role == .client, Self.seeds.count > 100 { #expect(answers > 100) }
  }

  @Test(arguments: Role.both)
  func `bodies hundreds of times as long as the windows are heard`(role: Role) {
    for seed in Self.seeds.prefix(Self.seeds.count / 3 + 1) {
      let conversation = Conversation(seed: seed, ours: role, isNarrow: true)
      conversation.run()
      let faults = conversation.faults()
      #expect(faults == [], "seed \(seed), our \(role)")
      if !faults.isEmpty { return }
    }
  }

  @Test(arguments: Role.both)
  func `headers are heard the same with and without memory`(role: Role) {
    for seed in Self.seeds.prefix(Self.seeds.count / 3 + 1) {
      let fast = Conversation(seed: seed, ours: role)
      let slow = Conversation(seed: seed, ours: role, remembersHeaders: false)
      fast.run()
      slow.run()
      #expect(fast.ours.log == slow.ours.log, "seed \(seed), our \(role)")
      #expect(fast.output == slow.output, "seed \(seed), our \(role)")
    }
  }
}

extension Conversation {
  /// What the two ends disagree on after the conversation.
  func faults() -> [String] {
    var faults = ours.complaints + peer.complaints
    if steps >= 400_000 { faults.append("it did not end") }
    // A session without streams or hope for new ones neither sends nor answers any more.
    let isOver = saysGoodbye
    if !isOver, ours.pingAnswers != pingsByUs { faults.append("our PINGs were not all answered") }
    if !isOver, peer.pingAnswers != pingsByPeer {
      faults.append("the peer's PINGs were not all answered")
    }
    let ids = Set(ours.speaking.keys).union(ours.heard.keys)
      .union(peer.speaking.keys.map(UInt32.init)).union(peer.heard.keys.map(UInt32.init))
    for id in ids.sorted() { faults += self.faults(UInt32(id)).map { "stream \(id): \($0)" } }
    if ours.end.connection.openStreams > 0 { faults.append("streams are left over") }
    return faults
  }

  private func faults(_ id: UInt32) -> [String] {
    let number = Int32(id)
    var faults: [String] = []
    let byUs = ours.heard[id] ?? Heard()
    let byPeer = peer.heard[number] ?? Heard()
    let wasDisturbed =
      ours.resets[id] != nil || peer.resets.contains(number) || ours.unprocessed.contains(id)
      || byUs.failure != nil || byPeer.failure != nil || (peer.closed[number] ?? 0) != 0
    check(ours.speaking[id]?.speech, byPeer, wasDisturbed, "we said", &faults)
    check(peer.speaking[number]?.speech, byUs, wasDisturbed, "the peer said", &faults)
    if let code = byPeer.failure, let sent = ours.resets[id], code != sent {
      faults.append("reset with \(sent), heard \(code)")
    }
    if ours.unprocessed.contains(id), peer.heard[number] != nil {
      faults.append("it was processed after all")
    }
    return faults
  }

  private func check(
    _ speech: Speech?,
    _ heard: Heard,
    _ wasDisturbed: Bool,
    _ who: String,
    _ faults: inout [String]
  ) {
    guard let speech else {
      if !wasDisturbed { faults.append("\(who) nothing") }
      return
    }
    if wasDisturbed ? !heard.isBeginning(of: speech) : !heard.isAll(of: speech) {
      faults.append(
        """
        \(who) \(speech.head.count) fields, \(speech.body.count) bytes, \
        \(speech.trailers?.count ?? -1) trailers; heard \(heard.head?.count ?? -1), \
        \(heard.body.count), \(heard.trailers?.count ?? -1), ended: \(heard.ended)
        """
      )
    }
  }
}
