public import Timing

/// The messages of one call: how many each way, whose turn it is, and how fast.
public struct Messages: Equatable, Sendable {
  /// Whether the two directions wait for each other.
  public enum Turns: String, CaseIterable, Codable, Sendable {
    /// The client sends as fast as its pace and the windows allow.
    case independent
    /// The client sends its next message when the answer to its last one has come: ping-pong.
    case alternating
  }

  /// Messages that the client sends.
  public var sent = 1
  /// Messages that the server must send; nothing if any number is right.
  public var received: Int? = 1
  public var turns = Turns.independent
  /// Messages per second inside each call, on a schedule of its own; nothing for no schedule.
  public var rate: Rate?
  /// How a schedule inside a call spaces its messages.
  public var arrivals = ArrivalProcess.constant
  /// The client's pause between an answer and its next message.
  public var thinkTime = Nanoseconds.zero
  /// Bytes of messages that the client takes in per second and call; nothing if it reads at once.
  public var readRate: Int?
  /// Whether each message of the server is compared with the one that it should be: the greeting of
  /// greet.Greeter, and the message that it answers for any other service.
  public var verify = false

  public init() {}
}

extension Messages: Codable {
  private enum CodingKeys: String, CodingKey {
    case sent, received, turns, arrivals
    case rate = "rate_per_s"
    case thinkTime = "think_time_ns"
    case readRate = "read_rate_bytes_per_s"
    case verify
  }

  /// Written out because what is not limited says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sent, forKey: .sent)
    try container.encode(received, forKey: .received)
    try container.encode(turns, forKey: .turns)
    try container.encode(rate, forKey: .rate)
    try container.encode(arrivals, forKey: .arrivals)
    try container.encode(thinkTime, forKey: .thinkTime)
    try container.encode(readRate, forKey: .readRate)
    try container.encode(verify, forKey: .verify)
  }
}
