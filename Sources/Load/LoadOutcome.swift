public import HTTP2
public import Statistics
public import Timing

/// What a run has measured, with the evidence by which it can be judged.
public struct LoadOutcome: Sendable {
  /// All calls together.
  public var recording: Recording
  /// The same for each kind of call, in the plan's order, without what passed over the wire.
  public var kinds: [Recording] = []
  /// The same for each target, in the plan's order; calls that found no connection have one only
  /// with slices, which say whose they are.
  public var targets: [TargetOutcome] = []
  /// What a server has said of itself in its SETTINGS.
  public var peer: Settings?
  /// CPU time of this process in the measured time.
  public var clientUser = Nanoseconds.zero
  public var clientSystem = Nanoseconds.zero
  /// CPU time of the server's process in the measured time, if it is known.
  public var server: Nanoseconds?
  /// Between the two readings of the CPU clocks.
  public var accounted = Nanoseconds.zero
  /// The part of the measured time, from 0 to 1, in which each worker was at work.
  public var busyShares: [Double] = []
  /// The longest part of the measured time in which a worker had no connection that stood; with
  /// slices, none to one of the targets.
  public var outage = Nanoseconds.zero
  /// How long a worker had no connection at the end of the measured time: the server is gone.
  public var finalOutage = Nanoseconds.zero
  /// From the first connect until each connection had stood or failed once.
  public var opening = Nanoseconds.zero
  /// The part of the machine's time that its host gave to others, from 0 to 1.
  public var stealShare = 0.0
  /// The largest resident set of this process, in bytes.
  public var peakMemory = 0
  /// What the servers say that they have done; nil if they do not say.
  public var counters: ServerCounters?
  /// They have counters that could not be read.
  public var lostCounters: ServerCounters.Loss?
  /// The run was ended before its time.
  public var wasInterrupted = false
}

/// What was measured at one target.
public struct TargetOutcome: Sendable {
  public var recording = Recording()
  /// Connections that stood, for each of its addresses.
  public var opened: [UInt64] = []
  /// Calls of the measured time that were its own, counted or not.
  public var offered: UInt64 = 0
  /// Calls that it has ended in the measured time, counted or not.
  public var answered: UInt64 = 0
  /// CPU time of its server's process in the measured time, if it is known.
  public var server: Nanoseconds?

  mutating func add(_ opened: [UInt64]) {
    if self.opened.isEmpty { self.opened = opened.map { _ in 0 } }
    for (address, count) in opened.enumerated() { self.opened[address] += count }
  }
}

/// What the run looks like while it goes on; told once a second.
public struct LoadProgress: Sendable {
  public enum Phase: Sendable {
    case connecting
    case warmingUp
    case measuring
    case draining
  }

  public let phase: Phase
  /// Since the phase began.
  public let elapsed: Nanoseconds
  /// What was recorded in the last second, over all workers; nil before there is any.
  public let last: IntervalRecording?
  /// Calls that have failed so far.
  public let failed: UInt64
  /// What has happened that people should know, one line each.
  public let notes: [String]
}

/// A run that cannot go on.
public struct LoadError: Error, Sendable, CustomStringConvertible {
  public let description: String
  /// It was asked to stop before it had begun.
  public let isStop: Bool
  /// The target of the plan that it is about; nil if it is about none.
  public let target: Int?

  init(_ description: String, isStop: Bool = false, target: Int? = nil) {
    self.description = description
    self.isStop = isStop
    self.target = target
  }
}
