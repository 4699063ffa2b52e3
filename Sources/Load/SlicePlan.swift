public import Timing

/// How the arrivals of a run are dealt to two targets: by slices of time, of which each pair has
/// both targets in an order that a coin decides.
///
/// Only one target is loaded at a time, and the two take turns so fast that what disturbs the
/// machine disturbs both. The first moments of a slice are played and not counted: what the slice
/// before left behind, such as a cold cache, is in them.
public struct SlicePlan: Sendable, Equatable {
  public var length: Nanoseconds
  /// How much of the beginning of each slice is not counted.
  public var dropped: Nanoseconds
  public var seed: UInt64

  /// - Precondition: A slice has a length, of which less than all is dropped.
  public init(
    length: Nanoseconds = .milliseconds(50),
    dropped: Nanoseconds = .milliseconds(3),
    seed: UInt64
  ) {
    precondition(length > .zero && dropped >= .zero && dropped < length, "a slice of nothing")
    self.length = length
    self.dropped = dropped
    self.seed = seed
  }

  /// Two slices: one of each target.
  public var pair: Nanoseconds { length + length }

  /// Which of the two targets a time belongs to, since the load began.
  func target(at offset: Nanoseconds) -> Int {
    let slice = offset.count / length.count
    var coin = SplitMix64(seed: seed, key: UInt64(bitPattern: slice / 2))
    return Int(truncatingIfNeeded: UInt64(bitPattern: slice) ^ coin.next()) & 1
  }

  /// Whether a time is in the part of its slice that is not counted.
  func isDropped(at offset: Nanoseconds) -> Bool { offset.count % length.count < dropped.count }
}
