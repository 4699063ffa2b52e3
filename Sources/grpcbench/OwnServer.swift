import Scenarios
import Transport

/// The reference server as a child process, so that its CPU and memory are accounted apart.
final class OwnServer {
  let endpoint: Endpoint
  /// The certificate that it has made for itself, if it uses TLS.
  let certificate: String?
  private let process: ChildProcess

  var processID: Int32 { process.id }

  /// Starts the server on a free loopback port and waits until it listens.
  ///
  /// - Throws: A `Failure` that says why it does not listen.
  init(_ options: Plan.ServerOptions, usesTLS: Bool, plant: String? = nil) throws {
    do {
      process = try ChildProcess(
        "/proc/self/exe",
        ["serve", "--listen", "127.0.0.1:0"] + options.arguments + ["--ends-with-parent"]
          + options.laboratory.arguments
          + ServingConnections.arguments(options.connections) + (usesTLS ? ["--tls"] : [])
          + (plant.map { ["--plant", $0] } ?? [])
      )
    } catch {
      throw Failure("target self: the reference server did not start: \(error)")
    }
    let promise = "listening on "
    guard let line = process.readLine(), line.hasPrefix(promise) else {
      throw Failure("target self: the reference server ended before it listened")
    }
    certificate = usesTLS ? Self.certificate(from: process) : nil
    endpoint = try Endpoint(Entry(String(line.dropFirst(promise.count)), subject: "target self"))
  }

  /// What the server says behind its address, to the end of a certificate.
  private static func certificate(from process: ChildProcess) -> String {
    var text = ""
    while let line = process.readLine() {
      text += line + "\n"
      if line.hasPrefix("-----END") { break }
    }
    return text
  }

  /// Stops the server.
  ///
  /// - Returns: The largest resident set that it had, in bytes.
  func stop() -> Int {
    process.end()
  }
}

extension Plan.ServerOptions {
  /// How `serve` is told what a scenario says of its server, but for the life of connections and
  /// the laboratory.
  fileprivate var arguments: [String] { pairs.flatMap { [$0.option, $0.value] } }

  private var pairs: [(option: String, value: String)] {
    [
      ("--threads", "\(threads)"), ("--max-concurrent-streams", "\(maxConcurrentStreams)"),
      ("--stream-window", "\(http2.streamWindow)"),
      ("--connection-window", "\(http2.connectionWindow)"),
      ("--max-frame-size", "\(http2.maxFrameSize)"),
      ("--header-table-size", "\(http2.headerTableSize)"),
      ("--max-message-size", "\(maxMessageSize)"), ("--compression", compression.rawValue),
      ("--codec", codec.rawValue), ("--max-unread", "\(maxUnread)"),
      ("--max-unsent", "\(maxUnsent)"),
    ]
  }

  /// What differs from a server of which nothing is said: another build of `serve` may know less
  /// options, and is not asked for what it does anyway.
  var ownArguments: [String] {
    let usual = Plan.ServerOptions()
    let changed = zip(pairs, usual.pairs).filter { $0.value != $1.value }.map(\.0)
    let life = ServingConnections.arguments(connections)
    return changed.flatMap { [$0.option, $0.value] }
      + (connections == usual.connections ? [] : life)
  }
}
