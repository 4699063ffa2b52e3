import ArgumentParser
import Scenarios

/// The options for how many messages each call has and how they go.
struct MessageOptions: ParsableArguments, SettingGroup {
  @Option(.messagesSent, "Messages that the client streams.", "count")
  var messagesSent: String?

  @Option(.messagesReceived, "Messages that the server must stream.", "count|any")
  var messagesReceived: String?

  @Option(
    .messagesRate,
    "Messages per second in each call, on a schedule; none for as fast as it goes.",
    "rate"
  )
  var messagesRate: String?

  @Option(
    .turns,
    "Whether each message waits for the answer to the last one.",
    "independent|alternating"
  )
  var turns: String?

  @Option(.thinkTime, "Pause between an answer and the next message.", "time")
  var thinkTime: String?

  @Option(
    .readRate,
    "Bytes per second that each call reads, such as 1MiB; none for all at once.",
    "size"
  )
  var readRate: String?

  @Option(.verify, "Whether to compare each answer with what it should be.", "true|false")
  var verify: String?

  static var settings: [(setting: Setting, text: KeyPath<MessageOptions, String?>)] {
    [
      (.messagesSent, \.messagesSent), (.messagesReceived, \.messagesReceived),
      (.messagesRate, \.messagesRate), (.turns, \.turns), (.thinkTime, \.thinkTime),
      (.readRate, \.readRate), (.verify, \.verify),
    ]
  }
}
