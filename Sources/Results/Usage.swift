/// The CPU time and memory that a run took at both ends.
public struct Usage: Sendable, Equatable {
  /// CPU time of the generator while measuring, in seconds.
  public var clientUserSeconds: Double
  public var clientSystemSeconds: Double
  public var clientPeakRSS: UInt64

  /// How long an event loop had no connection at all while measuring, in seconds.
  public var outageSeconds = 0.0

  /// How long it took at the start until each connection had stood or failed once, in seconds.
  public var openingSeconds = 0.0

  /// CPU time of the server while measuring, in seconds; nil if the server is not ours.
  public var serverSeconds: Double?
  public var serverPeakRSS: UInt64?

  public init(
    clientUserSeconds: Double,
    clientSystemSeconds: Double,
    clientPeakRSS: UInt64,
    serverSeconds: Double? = nil,
    serverPeakRSS: UInt64? = nil
  ) {
    self.clientUserSeconds = clientUserSeconds
    self.clientSystemSeconds = clientSystemSeconds
    self.clientPeakRSS = clientPeakRSS
    self.serverSeconds = serverSeconds
    self.serverPeakRSS = serverPeakRSS
  }
}
