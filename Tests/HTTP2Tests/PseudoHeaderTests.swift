import Foundation
import Testing
import Timing

@testable import HTTP2

/// Our rules and nghttp2's session agree on requests of which one pseudo-header is odd.
///
/// `HTTP2_SEED=17` tries other values.
@Suite struct PseudoHeaderTests {
  private static let seed =
    ProcessInfo.processInfo.environment["HTTP2_SEED"].flatMap(UInt64.init) ?? 1
  private static let lists = 6_000

  /// Visible bytes of an authority that nghttp2 refuses because no URI has them there.
  private static let onlyTheirs = Array("\"#/<>?\\^`{|}".utf8)

  private struct Oddity {
    var name: String
    var value: [UInt8]
    var isTwice = false

    /// A lawful value of which some bytes are anything, or two values of which both are lawful.
    init(using random: inout SplitMix64) {
      let values = [
        (":method", "POST"), (":scheme", "https"), (":path", "/greet.Greeter/SayHello"),
        (":authority", "localhost:50051"), ("host", "localhost:50051"),
      ]
      let chosen = values[Int.random(in: 0..<values.count, using: &random)]
      name = chosen.0
      value = Array(chosen.1.utf8)
      isTwice = Int.random(in: 0..<8, using: &random) == 0
      // What nghttp2 does not like in `host` it passes over.
      guard !isTwice, name != "host" else { return }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<value.count, using: &random)
        let byte = UInt8.random(in: 0...255, using: &random)
        if Bool.random(using: &random) {
          value[place] = byte
        } else {
          value.insert(byte, at: place)
        }
      }
    }

    var fields: [HeaderField] {
      let odd = HeaderField(name: Array(name.utf8), value: value)
      let others = [HeaderField].get.filter { $0.name != odd.name }
      let all = isTwice ? [odd, odd] : [odd]
      return name == "host" ? others + all : all + others
    }
  }

  @Test func `an odd pseudo-header is refused where nghttp2 refuses it`() {
    var refused = 0
    for index in 0..<Self.lists {
      var random = SplitMix64(seed: Self.seed, key: UInt64(index))
      let oddity = Oddity(using: &random)
      let ours = refusedByUs(oddity.fields)
      let theirs = refusedByNghttp2(oddity.fields)
      refused += ours ? 1 : 0
      guard ours != theirs else { continue }
      let isAuthority = oddity.name == ":authority"
      // User information is deprecated, and nghttp2 lets it pass (RFC 9113 §8.3.1).
      let isOurs = ours && isAuthority && oddity.value.contains(UInt8(ascii: "@"))
      let isTheirs = theirs && isAuthority && oddity.value.contains(where: Self.onlyTheirs.contains)
      let text = String(decoding: oddity.value, as: UTF8.self).debugDescription
      #expect(isOurs || isTheirs, "seed \(Self.seed), list \(index), \(oddity.name): \(text)")
      guard isOurs || isTheirs else { return }
    }
    // Both kinds are among them.
    #expect(refused > Self.lists / 4 && refused < Self.lists * 3 / 4, "seed \(Self.seed)")
  }

  private func refusedByUs(_ fields: [HeaderField]) -> Bool {
    let end = End(.server)
    _ = end.receive(Wire.preface + Wire.settings() + Wire.headers(1, fields, end: true))
    return end.sent().contains { $0.type == 3 }
  }

  private func refusedByNghttp2(_ fields: [HeaderField]) -> Bool {
    let peer = Nghttp2Peer(.server, seed: 1)
    peer.settings([])
    peer.receive((Wire.preface + Wire.settings() + Wire.headers(1, fields, end: true))[...])
    return SentFrame.all(peer.send()).contains { $0.type == 3 }
  }
}
