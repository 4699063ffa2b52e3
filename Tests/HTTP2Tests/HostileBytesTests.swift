import Bytes
import Foundation
import Testing
import Timing

@testable import HTTP2

/// Whatever a peer sends: no trap, no loop without end, bounded memory, a code of RFC 9113.
///
/// `HTTP2_MUTATIONS=10000000` tries more than the usual number, `HTTP2_SEED` another sequence.
@Suite struct HostileBytesTests {
  private static let count =
    ProcessInfo.processInfo.environment["HTTP2_MUTATIONS"].flatMap(Int.init) ?? 100_000
  private static let seed =
    ProcessInfo.processInfo.environment["HTTP2_SEED"].flatMap(UInt64.init) ?? 1

  /// Plays one input; a tenth of them again, cut elsewhere, which must make no difference.
  private func play(_ bytes: [UInt8], _ role: Role, cutsAt size: Int?) -> String? {
    let victim = Victim(role)
    let told = victim.end.receive(bytes)
    if let fault = victim.fault(after: told, bytes) { return fault }
    guard let size else { return nil }
    let other = Victim(role)
    let again = other.end.receive(bytes, reads: size)
    if let fault = other.fault(after: again, bytes) { return fault }
    guard told.joined == again.joined else { return "another outcome in reads of \(size)" }
    guard victim.end.takeOutput() == other.end.takeOutput() else {
      return "another answer in reads of \(size)"
    }
    return nil
  }

  @Test(arguments: Role.both)
  func `mutated conversations do no harm`(role: Role) {
    let corpus = Mutation.corpus(to: role)
    for index in 0..<Self.count {
      var random = SplitMix64(seed: Self.seed, key: UInt64(index))
      guard let valid = corpus.randomElement(using: &random) else { return }
      let bytes = Mutation.mutated(valid, using: &random)
      let size = index % 10 == 0 ? Int.random(in: 1...30, using: &random) : nil
      let fault = play(bytes, role, cutsAt: size)
      #expect(fault == nil, "seed \(Self.seed), mutation \(index)")
      if fault != nil { return }
    }
  }

  @Test(arguments: Role.both)
  func `random bytes do no harm`(role: Role) {
    for index in 0..<(Self.count / 10) {
      var random = SplitMix64(seed: Self.seed, key: UInt64(index))
      var bytes: [UInt8] = role == .server ? Wire.preface : []
      bytes += Wire.settings()
      while Int.random(in: 0..<20, using: &random) > 0 {
        let payload = (0..<Int.random(in: 0...20, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
        bytes += Wire.frame(
          UInt8.random(in: 0...10, using: &random),
          flags: UInt8.random(in: 0...63, using: &random),
          UInt32.random(in: 0...9, using: &random),
          payload
        )
      }
      let noise = (0..<Int.random(in: 0...50, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      for input in [bytes + noise, noise, Array(bytes.prefix(24)) + noise] {
        let fault = play(input, role, cutsAt: index % 10 == 0 ? 7 : nil)
        #expect(fault == nil, "seed \(Self.seed), input \(index)")
        if fault != nil { return }
      }
    }
  }

  @Test(arguments: Role.both)
  func `the valid conversations are accepted whole`(role: Role) {
    for bytes in Mutation.corpus(to: role) {
      let victim = Victim(role)
      let told = victim.end.receive(bytes)
      #expect(victim.end.connection.failure == nil)
      #expect(!told.contains { if case .ended(_, .violation) = $0 { true } else { false } })
    }
  }
}
