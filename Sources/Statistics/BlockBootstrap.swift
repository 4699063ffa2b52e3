internal import Timing

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A bootstrap of quantiles over blocks: how they vary when as many blocks are drawn with
/// replacement.
///
/// The percentile interval of few blocks is too short. It is taken at the levels Φ(∓√(n/(n−1))·t),
/// t being Student's 97.5 % quantile for n − 1 degrees of freedom: the expanded percentile interval
/// of Hesterberg, "What Teachers Should Know About the Bootstrap" (2015), §5.3.
struct BlockBootstrap {
  /// How often the blocks are drawn.
  ///
  /// The tails in use are about 1 % to 2.5 %: 20 draws or more each.
  static let draws = 2_000

  private let blockCount: Int
  private let seed: UInt64

  /// The counters that occur in any block, lowest first.
  private let indices: [Int]

  /// For each of `indices` and each block, how many calls of the block are not above that counter.
  ///
  /// The calls of a draw up to a counter are then a weighted sum of one row, and a quantile is a
  /// binary search over rows: some 50 times cheaper than adding the blocks' counts for every draw.
  private let cumulative: [UInt64]

  init(blocks: [SparseHistogram], seed: UInt64) {
    precondition(blocks.count >= 2, "a bootstrap of \(blocks.count) blocks")
    self.seed = seed
    blockCount = blocks.count
    let counted = blocks.map(\.counts)
    var positions = [Int](repeating: -1, count: LatencyScale.counters)
    for counter in counted.joined() { positions[counter.index] = 0 }
    indices = positions.indices.filter { positions[$0] == 0 }
    for (position, index) in indices.enumerated() { positions[index] = position }
    var cumulative = [UInt64](repeating: 0, count: indices.count * blocks.count)
    for (block, counters) in counted.enumerated() {
      for counter in counters {
        cumulative[positions[counter.index] * blocks.count + block] = counter.count
      }
    }
    for place in cumulative.indices.dropFirst(blocks.count) {
      cumulative[place] += cumulative[place - blocks.count]
    }
    self.cumulative = cumulative
  }

  /// An interval for each of `quantiles`; none if the blocks hold no call.
  func intervals(quantiles: [Double]) -> [QuantileInterval] {
    guard !indices.isEmpty else { return [] }
    var generator = SplitMix64(seed: seed)
    var drawn = [[Int]](repeating: [], count: quantiles.count)
    for _ in 0..<Self.draws {
      var weights = [UInt64](repeating: 0, count: blockCount)
      for _ in 0..<blockCount { weights[Int.random(in: 0..<blockCount, using: &generator)] += 1 }
      for (place, quantile) in quantiles.enumerated() {
        drawn[place].append(position(of: quantile, weights: weights))
      }
    }
    let low = Int(Double(Self.draws - 1) * tailLevel)
    let once = [UInt64](repeating: 1, count: blockCount)
    return zip(quantiles, drawn).map { quantile, positions in
      let sorted = positions.sorted()
      let point = position(of: quantile, weights: once)
      return QuantileInterval(
        quantile: quantile,
        lower: LatencyScale.lowest(at: indices[min(sorted[low], point)]),
        upper: LatencyScale.highest(at: indices[max(sorted[sorted.count - 1 - low], point)]),
        method: .blockBootstrap
      )
    }
  }

  private var tailLevel: Double {
    let n = Double(blockCount)
    let factor = (n / (n - 1)).squareRoot() * StudentT.quantile975(degrees: blockCount - 1)
    return 0.5 * erfc(factor / (2.0).squareRoot())
  }

  /// The position in `indices` of a quantile of the blocks, each taken `weights` times.
  private func position(of quantile: Double, weights: [UInt64]) -> Int {
    let total = calls(upTo: indices.count - 1, weights: weights)
    let rank = max(1, UInt64((quantile * Double(total)).rounded(.up)))
    var (low, high) = (0, indices.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if calls(upTo: middle, weights: weights) >= rank {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  private func calls(upTo position: Int, weights: [UInt64]) -> UInt64 {
    var calls: UInt64 = 0
    for block in weights.indices {
      calls += weights[block] * cumulative[position * blockCount + block]
    }
    return calls
  }
}
