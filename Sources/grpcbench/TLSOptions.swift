import ArgumentParser
import Scenarios

/// The options for how connections are secured; any of them turns TLS on.
struct TLSOptions: ParsableArguments, SettingGroup {
  @Flag(help: "Use TLS.")
  var tls = false

  @Option(.tlsCA, "The authorities to believe, in place of the system's.", "file")
  var ca: String?

  @Flag(help: "Believe any certificate, under any name.")
  var insecure = false

  @Option(.tlsServerName, "The name that the server's certificate is for.", "name")
  var serverName: String?

  @Option(.tlsCertificate, "The client's own certificate, for servers that demand one.", "file")
  var certificate: String?

  @Option(.tlsKey, "The key to it.", "file")
  var key: String?

  @Option(.tlsMinVersion, "The lowest version of TLS.", "1.2|1.3")
  var minVersion: String?

  @Option(.tlsMaxVersion, "The highest version of TLS.", "1.2|1.3")
  var maxVersion: String?

  @Option(
    .tlsResumption,
    "Whether to go on with the sessions of earlier connections.",
    "true|false"
  )
  var resumption: String?

  static var settings: [(setting: Setting, text: KeyPath<TLSOptions, String?>)] {
    [
      (.tlsEnabled, \.enabledText), (.tlsCA, \.ca), (.tlsInsecure, \.insecureText),
      (.tlsServerName, \.serverName), (.tlsCertificate, \.certificate), (.tlsKey, \.key),
      (.tlsMinVersion, \.minVersion), (.tlsMaxVersion, \.maxVersion),
      (.tlsResumption, \.resumption),
    ]
  }

  private var enabledText: String? { tls ? "true" : nil }

  private var insecureText: String? { insecure ? "true" : nil }
}
