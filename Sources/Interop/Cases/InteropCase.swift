public import Timing
import Transport

/// One test of gRPC's interoperability suite, by its official name: what a client does and what it
/// must find.
public struct InteropCase: Sendable {
  public let name: String
  /// The way in which its server must misbehave; nil for servers that behave.
  public let misbehaviour: Misbehaviour?
  /// It makes as many calls as are asked for, and so has a time limit of its own.
  let isSoak: Bool
  let body: @Sendable (CaseRun) throws(InteropFailure) -> Void

  init(
    _ name: String,
    misbehaviour: Misbehaviour? = nil,
    isSoak: Bool = false,
    _ body: @escaping @Sendable (CaseRun) throws(InteropFailure) -> Void
  ) {
    self.name = name
    self.misbehaviour = misbehaviour
    self.isSoak = isSoak
    self.body = body
  }

  /// The cases for servers that behave, in the order of the suite's description.
  public static let usual: [InteropCase] =
    unaryCases + compressionCases + streamingCases + statusCases + cancellationCases + soakCases

  /// The cases for servers that misbehave, each of which needs one of its own.
  public static let negative: [InteropCase] = negativeCases

  public static let all = usual + negative

  /// Plays the case against a server.
  public func play(_ target: InteropTarget, _ settings: InteropSettings) -> InteropOutcome {
    let start = EventLoop.now()
    var failure: InteropFailure?
    let time = isSoak ? settings.soakTimeLimit ?? settings.timeLimit : settings.timeLimit
    do {
      try body(CaseRun(target: target, settings: settings, limit: start + time))
    } catch {
      failure = error
    }
    return InteropOutcome(name: name, failure: failure, time: EventLoop.now() - start)
  }
}

/// What became of a case.
public struct InteropOutcome: Sendable {
  public let name: String
  /// Nil when the server passed.
  public let failure: InteropFailure?
  /// How long it took.
  public let time: Nanoseconds
}

/// What a case is played with.
struct CaseRun {
  let target: InteropTarget
  let settings: InteropSettings
  /// When the case has lasted too long.
  let limit: Instant

  func channel() throws(InteropFailure) -> InteropChannel {
    try InteropChannel(target, until: limit)
  }
}
