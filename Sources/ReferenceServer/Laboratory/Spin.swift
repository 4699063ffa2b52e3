import Timing
import Transport

/// Processor time in lengths that reading its clock would not let through: a reading takes a good
/// part of a microsecond.
///
/// Counted steps of arithmetic are done instead, each waiting for the one before. How many a
/// nanosecond has is measured when the first are asked for, by the fastest of some trials: the
/// processor at its best. Where it is slower for a time, such work takes longer by the same factor
/// as all other work does.
struct Spin {
  /// What is longer than this is measured while it is done.
  static let longest = Nanoseconds.microseconds(10)
  private static let trials = 16
  private static let stepsOfTrial = 20_000

  private let stepsPerNanosecond: Double
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  init() {
    var fastest = Int64.max
    for _ in 0..<Self.trials {
      let begin = Usage.ofThisThread()
      state = Self.stepped(state, Self.stepsOfTrial)
      fastest = min(fastest, (Usage.ofThisThread() - begin).count)
    }
    stepsPerNanosecond = Double(Self.stepsOfTrial) / Double(max(1, fastest))
  }

  mutating func take(_ work: Nanoseconds) {
    state = Self.stepped(state, Int((Double(work.count) * stepsPerNanosecond).rounded()))
  }

  /// Marsaglia's xorshift, whose steps no compiler can take together.
  ///
  /// It is not inlined, so that what was measured is what is done.
  @inline(never)
  private static func stepped(_ state: UInt64, _ steps: Int) -> UInt64 {
    var state = state
    for _ in 0..<steps {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
    }
    return state
  }
}
