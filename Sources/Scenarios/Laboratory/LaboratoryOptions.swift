/// What a server does to its clients on purpose.
///
/// Chances are drawn by the seed from the number of the call, so the same calls in the same order
/// meet the same fate; each of several threads counts its own.
public struct LaboratoryOptions: Equatable, Sendable {
  public var seed: UInt64 = 1
  /// What all calls of the greeter are put under; a call's own metadata comes first.
  public var conditions = Conditions()
  /// When the whole server stands still.
  public var pause: PauseCycle?
  /// How many calls may start.
  public var capacity: Capacity?
  /// How clients get back the windows of their connections.
  public var connectionPace: WindowPace?

  public init() {}

  /// Whether each call has to be looked at.
  public var treatsAll: Bool { !conditions.isUsual || capacity != nil }
}
