import Foundation

/// Another end, foreign or misbehaving on purpose: where it is and how to start it.
enum Peer {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let hasPython =
    isThere(".venv/bin/python") && isThere(".build-peers/python/greet_pb2_grpc.py")
  static let hasCPP = ["greeter_server", "echo_server", "kinds_client"]
    .allSatisfy { isThere(".build-peers/\($0)") }
  static let noPython = "there are no Python peers in .venv; `make test` installs them"
  static let noCPP = "there are no grpc++ peers in .build-peers; `make test` builds them"
  static let h2load = "/usr/bin/h2load"
  static let hasH2load = FileManager.default.isExecutableFile(atPath: h2load)
  static let noH2load = "there is no h2load; `make test` installs it"
  static let curl = "/usr/bin/curl"
  static let hasCurl = FileManager.default.isExecutableFile(atPath: curl)
  static let noCurl = "there is no curl; `make test` installs it"
  /// The loopback address, as Linux lists it, if there is IPv6 at all.
  static let hasIPv6 =
    (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?
    .contains("00000000000000000000000000000001") ?? false
  static let noIPv6 = "this machine has no ::1"

  /// Whether this user may have a network of his own, in which to set what is the machine's.
  static let hasNetworks = (try? Program.run(ownNetwork + ["/bin/true"]))?.status == 0
  static let noNetworks = "this user may not make a network namespace (unshare)"
  /// What a command in a network of its own begins with.
  static let ownNetwork = ["/usr/bin/unshare", "--map-root-user", "--net"]

  /// The command under test: beside the running test bundle, or where `GRPCBENCH` says.
  static let grpcbench =
    ProcessInfo.processInfo.environment["GRPCBENCH"]
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("grpcbench").path

  static func script(_ name: String, _ arguments: String...) -> [String] {
    [path(".venv/bin/python"), path("Tests/Peers/\(name).py")] + arguments
  }

  static func cpp(_ arguments: String...) -> [String] {
    [path(".build-peers/greeter_server")] + arguments
  }

  static func ours(_ arguments: String..., at address: String = "127.0.0.1:0") -> [String] {
    [grpcbench, "serve", "--listen", address] + arguments
  }

  /// A path in the folder for passing files that is nobody's yet, short enough for a unix socket.
  static func newPath(_ suffix: String = "") -> String {
    "/tmp/grpcbench-peers-\(UUID().uuidString.prefix(13))\(suffix)"
  }

  static func path(_ relative: String) -> String {
    root.appendingPathComponent(relative).path
  }

  private static func isThere(_ relative: String) -> Bool {
    FileManager.default.isReadableFile(atPath: path(relative))
  }
}

/// A started server that has said where it listens.
struct Listener {
  var program: Program
  var target: String

  init(_ command: [String]) throws {
    program = try Program(command, limit: 120)
    let line = try program.firstLine()
    let announcement = "listening on "
    guard line.hasPrefix(announcement) else {
      throw Program.Failure(
        description: "\(command.joined(separator: " ")): printed \"\(line)\" for its address"
      )
    }
    target = String(line.dropFirst(announcement.count))
  }

  /// Ends the server and returns what it counted; the last line it prints is JSON.
  func count() throws -> ServerCount {
    let end = try program.stop()
    let last = end.output.split(separator: "\n").last ?? ""
    guard end.status == 0, !last.isEmpty else {
      throw Program.Failure(
        description: "the server ended with \(end.status) and no count; it said: \(end.errors)"
      )
    }
    return try JSONDecoder().decode(ServerCount.self, from: Data(last.utf8))
  }
}

/// What a peer counted by its own means.
struct ServerCount: Decodable {
  var served: Int
  var alone: Int?
  var goaways: Int?
  var drops: Int?
  var refused: Int?
  var mostOpen: Int?

  enum CodingKeys: String, CodingKey {
    case served, alone, goaways, drops, refused
    case mostOpen = "most_open"
  }
}
