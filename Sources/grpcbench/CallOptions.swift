import ArgumentParser
import Scenarios

/// The options for what each call is and carries.
struct CallOptions: ParsableArguments, SettingGroup {
  @Option(.method, "The method to call.", "package.Service/Method")
  var method: String?

  @Option(
    .kind,
    "For an unknown method: unary, server_streaming, client_streaming or bidirectional.",
    "kind"
  )
  var kind: String?

  @Option(.deadline, "Time that each call may take; none for any.", "time")
  var deadline: String?

  @Option(.requestName, "The name to greet.", "text")
  var requestName: String?

  @Option(
    .requestSize,
    "Bytes of each message: 1KiB, \"uniform 100 10KiB\" or \"lognormal 1KiB 1.5 1MiB\".",
    "size"
  )
  var requestSize: String?

  @Option(.requestPayload, "The payload to echo: mixed, numbers, orders and others.", "name")
  var requestPayload: String?

  @Option(.requestCompression, "How messages are compressed.", "identity|gzip")
  var requestCompression: String?

  @Option(
    name: .customLong("metadata"),
    parsing: .unconditionalSingleValue,
    help: .init("A field of metadata, such as \"x-user: Ada\"; repeatable.", valueName: "field")
  )
  var metadata: [String] = []

  @Option(.sensitive, "Names of metadata whose values are secret, such as x-session.", "names")
  var sensitive: String?

  @Option(.cancelAfter, "Cancel each call after this time; none for never.", "time")
  var cancelAfter: String?

  @Option(.cancelAfterMessages, "Cancel each call after so many answers.", "count")
  var cancelAfterMessages: String?

  static var settings: [(setting: Setting, text: KeyPath<CallOptions, String?>)] {
    [
      (.method, \.method), (.kind, \.kind), (.deadline, \.deadline),
      (.requestName, \.requestName), (.requestSize, \.requestSize),
      (.requestPayload, \.requestPayload),
      (.requestCompression, \.requestCompression), (.sensitive, \.sensitive),
      (.cancelAfter, \.cancelAfter),
      (.cancelAfterMessages, \.cancelAfterMessages),
    ]
  }
}
