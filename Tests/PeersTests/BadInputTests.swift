import Foundation
import Testing

extension PatientTests {
  /// Nonsense is answered with 2 and one line: what was tried, what is wrong, what to do.
  @Suite struct BadInputTests {
    @Test(
      arguments: [
        ([], ["no scenario", "--scenario unary"]),
        (["--scenario", "unray"], ["unray", "did you mean unary"]),
        (["--scenario", "/nowhere/mine.yaml"], ["/nowhere/mine.yaml", "check the path"]),
        (["--scenario", "/tmp"], ["/tmp is a folder"]),
        (["--scenario", "unary", "--rate", "0"], ["--rate 0", "not a load"]),
        (["--scenario", "unary", "--rate", "-5"], ["--rate -5", "below zero"]),
        (["--scenario", "unary", "--rate", "fast"], ["--rate fast", "write calls per second"]),
        (["--scenario", "unary", "--streams", "0"], ["--streams 0", "give 1 to"]),
        (
          ["--scenario", "unary", "--connections", "many"], ["--connections many", "whole number"]
        ),
        (["--scenario", "unary", "--target", "localhost"], ["no port", "localhost:50051"]),
        (["--scenario", "unary", "--target", "[::1]"], ["no port", "[::1]:50051"]),
        (["--scenario", "unary", "--target", "http://h:1"], ["http://h:1", "scheme"]),
        (["--scenario", "unary", "--duration", "10"], ["--duration 10", "no unit", "10s"]),
        (["--scenario", "unary", "--duration", "10x"], ["--duration 10x", "units are"]),
        (["--scenario", "unary", "--duration", "2h"], ["--duration 2h", "1h", "histograms"]),
        (["--scenario", "unary", "--deadline", "0s"], ["--deadline 0s", "10s"]),
        (["--scenario", "unary", "--arrivals", "poisson"], ["--arrivals", "needs a rate"]),
        (["--scenario", "unary", "--threads", "2"], ["--threads 2", "connections 1"]),
        (["--scenario", "unary", "--seed", "-1"], ["--seed -1", "give 0"]),
        (["--scenario", "unary", "--output", "/dev/null/x"], ["--output", "/dev/null is a file"]),
        (["--scenario", "unary", "--output", ""], ["--output", "names no folder"]),
        (["--scenario", "unary", "--conections", "1"], ["--conections", "--help"]),
        (["--scenario", "unary", "--method", "greet.Greeter/SayHelo"], ["did you mean SayHello"]),
        (["--scenario", "unary", "--messages-sent", "5"], ["which is unary", "choose another"]),
        (["--scenario", "unary", "--kind", "bidirectional"], ["is not that of", "leave it out"]),
        (["--scenario", "bidi-pingpong", "--messages-rate", "5"], ["--messages-rate 5"]),
        (["--scenario", "unary", "--request-size", "65MiB"], ["above 64MiB", "give less"]),
        (["--scenario", "unary", "--request-size", "2"], ["no message", "give 0 or 3"]),
        (["--scenario", "unary", "--max-message-size", "0"], ["give 1 to 64MiB"]),
        (["--scenario", "unary", "--cancel-after", "0s"], ["--cancel-after 0s", "give more"]),
        (["--scenario", "unary", "--metadata", "grpc-x: 1"], ["grpc-x", "choose another name"]),
        (["--scenario", "unary", "--metadata", "te: x"], ["te is written by the call itself"]),
        (["--scenario", "unary", "--metadata", "X-Up: 1"], ["capital letters", "write x-up"]),
        (["--scenario", "unary", "--metadata", "a-bin: %"], ["a-bin", "not base64"]),
        (["serve", "--compression", "zip"], ["serve", "--compression zip"]),
        (["serve", "--stream-window", "0"], ["serve", "--stream-window 0"]),
        (["serve", "--listen", "127.0.0.1"], ["serve", "no port"]),
        (["serve", "--listen", "127.0.0.1:70000"], ["serve", "out of range"]),
        (["serve", "--threads", "0"], ["serve", "--threads 0", "give 1 to"]),
      ] as [([String], [String])]
    )
    func `a wrong command line is one line and exit code 2`(
      arguments: [String],
      fragments: [String]
    ) throws {
      expectOneLine(try Program.run([Peer.grpcbench] + arguments, limit: 20), fragments)
    }

    @Test(
      arguments: [
        ("durration: 1s", ["line 1", "durration", "did you mean duration"]),
        ("streams: 10\nconnections: many", ["line 2", "connections many", "whole number"]),
        ("duration: 10", ["line 1", "duration 10", "no unit"]),
        ("duration: [1s", ["not YAML"]),
        ("- unary", ["no settings", "write lines such as"]),
        ("rate: 0", ["line 1", "rate 0", "not a load"]),
        ("streams: 1\nstreams: 2", ["streams"]),
        ("method: SayHello", ["method SayHello"]),
        ("target: localhost", ["target localhost", "no port"]),
        ("%%% {{{", ["not YAML"]),
      ]
    )
    func `a wrong scenario file is one line that names the place`(
      text: String,
      fragments: [String]
    ) throws {
      let path = Peer.newPath(".yaml")
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let end = try Program.run([Peer.grpcbench, "--scenario", path], limit: 20)
      expectOneLine(end, fragments + [path])
    }

    private func expectOneLine(_ end: Program.End, _ fragments: [String]) {
      #expect(end.status == 2, "\(end.errors)")
      #expect(end.output.isEmpty)
      #expect(end.complaints.count == 1, "\(end.errors)")
      #expect(end.errors.hasPrefix("grpcbench: "), "\(end.errors)")
      for fragment in fragments {
        #expect(end.errors.contains(fragment), "\(end.errors)")
      }
    }
  }
}
