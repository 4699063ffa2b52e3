/// A compact, immutable snapshot of a `LatencyHistogram`: one to three bytes for each counter in
/// use.
///
/// A second of calls takes about a kilobyte, so an hour of seconds is a few megabytes.
public struct SparseHistogram: Sendable, Equatable {
  /// The counts as HdrHistogram's V2 payload.
  private let payload: [UInt8]

  /// How many latencies were counted, without those out of range.
  public let count: UInt64

  public let outOfRange: UInt64

  public static let empty = SparseHistogram(counts: [], outOfRange: 0)

  public init(_ histogram: LatencyHistogram) {
    self.init(counts: histogram.counts, outOfRange: histogram.outOfRange)
  }

  /// The snapshot of `counts`, which are lowest first and not zero.
  init(counts: [Counter], outOfRange: UInt64) {
    // Copied to its exact length: growing left up to twice the room, and snapshots live long.
    let grown = CountsPayload.encode(counts)
    var exact: [UInt8] = []
    exact.reserveCapacity(grown.count)
    exact.append(contentsOf: grown)
    payload = exact
    count = counts.reduce(0) { $0 + $1.count }
    self.outOfRange = outOfRange
  }

  /// The counters that are not zero, lowest first.
  public var counts: [Counter] {
    do {
      return try CountsPayload.decode(payload[...])
    } catch {
      preconditionFailure("a payload of \(payload.count) bytes that we encoded is broken: \(error)")
    }
  }

  /// The snapshot of both taken together.
  public func adding(_ other: SparseHistogram) -> SparseHistogram {
    if other.count == 0, other.outOfRange == 0 { return self }
    if count == 0, outOfRange == 0 { return other }
    var merged: [Counter] = []
    var right = other.counts[...]
    for var counter in counts {
      while let next = right.first, next.index <= counter.index {
        right.removeFirst()
        if next.index == counter.index { counter.count += next.count } else { merged.append(next) }
      }
      merged.append(counter)
    }
    return SparseHistogram(counts: merged + right, outOfRange: outOfRange + other.outOfRange)
  }

  /// How many bytes the snapshot keeps on the heap.
  public var footprint: Int { payload.capacity }
}

extension LatencyHistogram {
  public init(_ snapshot: SparseHistogram) {
    self.init()
    add(snapshot)
  }

  public mutating func add(_ snapshot: SparseHistogram) {
    for counter in snapshot.counts { add(counter) }
    addOutOfRange(snapshot.outOfRange)
  }
}
