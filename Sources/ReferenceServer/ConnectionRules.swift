public import Timing

/// How long the server's connections live, and what their clients may do to keep them alive.
///
/// Names and defaults are those of gRPC's servers (gRPC A8 and A9); nil switches a rule off.
public struct ConnectionRules: Equatable, Sendable {
  public static let usualKeepaliveTime = Nanoseconds.seconds(7_200)
  public static let usualTimeout = Nanoseconds.seconds(20)
  public static let usualPingInterval = Nanoseconds.seconds(300)
  /// What can be set.
  public static let longest = Nanoseconds.seconds(86_400)

  /// The silence of a client after which it is asked for a sign of life.
  public var keepaliveTime: Nanoseconds? = ConnectionRules.usualKeepaliveTime
  /// How long it may take to give one.
  public var keepaliveTimeout = ConnectionRules.usualTimeout
  /// The time that must be between two PINGs of a client; zero for none.
  public var minPingInterval = ConnectionRules.usualPingInterval
  /// Whether PINGs may come as often when the client has no call under way.
  public var permitsPingsWithoutCalls = false
  /// The age, give or take a tenth, at which a connection is sent away.
  public var maxAge: Nanoseconds?
  /// How long the calls under way may then take; nil for as long as they want.
  public var maxAgeGrace: Nanoseconds?
  /// The time without a call after which a connection is sent away.
  public var maxIdle: Nanoseconds?
  /// What the ages are drawn by.
  public var seed: UInt64 = 1

  public init() {}
}
