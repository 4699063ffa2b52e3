public import Scenarios
public import Statistics

/// What all workers measured at one target, merged.
public struct TargetRecording: Sendable {
  public var target: PlannedTarget

  /// Connections that the plan has for it.
  public var connections: Int

  /// The proxy on the way, without its password; nil without one.
  public var proxy: String?

  /// Where its connections went, and how many stood there.
  public var addresses: [(address: String, opened: UInt64)]
  public var recording: Recording

  public init(
    _ target: PlannedTarget,
    connections: Int,
    proxy: String? = nil,
    addresses: [(address: String, opened: UInt64)],
    recording: Recording
  ) {
    self.target = target
    self.connections = connections
    self.proxy = proxy
    self.addresses = addresses
    self.recording = recording
  }
}
