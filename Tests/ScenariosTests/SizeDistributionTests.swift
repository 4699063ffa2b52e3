import Foundation
import Scenarios
import Testing
import Timing

@Suite struct SizeDistributionTests {
  @Test(
    arguments: [
      ("1KiB", .fixed(1_024), 1_024), ("0", .fixed(0), 0),
      ("uniform 100 10KiB", .uniform(100, 10_240), 10_240), ("uniform 7 7", .uniform(7, 7), 7),
      (
        "lognormal 1KiB 1.5 1MiB", .lognormal(median: 1_024, sigma: 1.5, most: 1 << 20), 1 << 20
      ),
      ("64MiB", .fixed(64 << 20), 64 << 20),
    ] as [(String, SizeDistribution, Int)]
  )
  func `a distribution is its text`(text: String, size: SizeDistribution, most: Int) throws {
    #expect(size.description == text)
    #expect(size.most == most)
    let document = try JSONEncoder().encode([size])
    #expect(String(decoding: document, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([SizeDistribution].self, from: document) == [size])
  }

  @Test(
    arguments: [
      ("uniform 10KiB 100", "has its sizes out of order; write the smaller one first"),
      ("uniform 100", "lacks or has too many sizes; write uniform 100 10KiB: least and most"),
      ("uniform 1 2 3", "lacks or has too many sizes"),
      (
        "lognormal 1KiB 1MiB", "is not whole; write lognormal 1KiB 1.5 1MiB: median, sigma and most"
      ),
      ("lognormal 1KiB 0 1MiB", "has a sigma that is no number from 0.01 to 10.0"),
      ("lognormal 1KiB nan 1MiB", "has a sigma that is no number"),
      ("lognormal 1KiB x 1MiB", "has a sigma that is no number"),
      ("lognormal 2MiB 1 1MiB", "has its median outside of 1 to its most; write the median first"),
      ("lognormal 0 1 1MiB", "has its median outside of 1 to its most"),
      ("lognormal 0 1 0", "has its median outside of 1 to its most"),
      ("normal 1 2", "is no size; write 1KiB, uniform 100 10KiB or lognormal 1KiB 1.5 1MiB"),
      ("", "is no size"), ("1 KiB", "is no size"), ("big", "is not a number of bytes"),
      ("1k", "has an unknown unit; write 1KiB (1024) or 1kB (1000)"),
      ("uniform 1 1k", "has an unknown unit"),
      ("65MiB", "is above 64MiB, the most that a message may have; give less"),
      ("uniform 1 1GiB", "is above 64MiB"),
    ] as [(String, String)]
  )
  func `a text that is no distribution says what to write`(text: String, reason: String) throws {
    let document = try JSONEncoder().encode([text])
    let complaint = #expect(throws: Complaint.self) {
      try JSONDecoder().decode([SizeDistribution].self, from: document)
    }
    let line = "size \(Complaint.shown(text)) \(reason)"
    #expect(complaint?.description.hasPrefix(line) == true, "\(complaint?.description ?? "")")
  }

  @Test func `a fixed size is always the same`() {
    var random = SplitMix64(seed: 1)
    #expect((0..<100).allSatisfy { _ in SizeDistribution.fixed(9).sample(using: &random) == 9 })
  }

  @Test func `uniform sizes reach both ends and lie evenly between them`() {
    let seed: UInt64 = 21
    let sizes = samples(.uniform(10, 19), 20_000, seed)
    #expect(sizes.min() == 10 && sizes.max() == 19, "seed \(seed)")
    for size in 10...19 {
      let count = sizes.count { $0 == size }
      // Five standard deviations of a binomial count around 2,000.
      #expect(abs(count - 2_000) < 212, "seed \(seed), size \(size)")
    }
  }

  @Test func `lognormal sizes have their median and deviation and end at the largest`() {
    let seed: UInt64 = 22
    let sizes = samples(.lognormal(median: 10_000, sigma: 0.5, most: 64 << 20), 20_000, seed)
    let logs = sizes.map { log(Double($0)) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let deviation = (logs.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000).squareRoot()
    // Five standard errors: sigma / √n, and sigma / √2n.
    #expect(abs(mean - log(10_000)) < 0.018, "seed \(seed), mean \(mean)")
    #expect(abs(deviation - 0.5) < 0.0125, "seed \(seed), deviation \(deviation)")

    let cut = samples(.lognormal(median: 1_000, sigma: 10, most: 2_000), 2_000, seed)
    #expect(cut.max() == 2_000 && (cut.min() ?? -1) >= 0, "seed \(seed)")
    #expect(abs(cut.count { $0 > 1_000 } - 1_000) < 112, "seed \(seed)")
  }

  @Test func `the same seed draws the same sizes`() {
    let size = SizeDistribution.lognormal(median: 100, sigma: 1, most: 1_000)
    #expect(samples(size, 100, 5) == samples(size, 100, 5))
    #expect(samples(size, 100, 5) != samples(size, 100, 6))
  }

  private func samples(_ size: SizeDistribution, _ count: Int, _ seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in size.sample(using: &random) }
  }
}
