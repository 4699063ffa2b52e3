public import Scenarios
public import Statistics

/// What all workers measured of one kind of call, merged.
public struct CallRecording: Sendable {
  public var name: String

  /// The full name of the method: `greet.Greeter/SayHello`.
  public var method: String
  public var kind: CallKind
  public var weight: Int
  /// The messages of each call; nil if they are not known.
  public var messages: Messages?
  public var recording: Recording

  public init(name: String, method: String, kind: CallKind, weight: Int, recording: Recording) {
    self.name = name
    self.method = method
    self.kind = kind
    self.weight = weight
    self.recording = recording
  }

  public init(_ call: PlannedCall, _ recording: Recording) {
    self.init(
      name: call.name,
      method: call.method.description,
      kind: call.kind,
      weight: call.weight,
      recording: recording
    )
    messages = call.messages
  }
}
