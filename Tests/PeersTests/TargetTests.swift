import Foundation
import Testing

extension PatientTests {
  /// Several targets, names, unix sockets and proxies, with real processes.
  @Suite(.serialized) struct TargetTests {
    private let brief = ["--streams", "4", "--duration", "300ms"]

    @Test func `each target has its calls, and the sum is the whole`() throws {
      let name = "grpcbench-peers-\(UUID().uuidString.prefix(13))"
      let tcp = try Listener(Peer.ours())
      let abstract = try Listener(Peer.ours(at: "unix-abstract:\(name)"))
      #expect(abstract.target == "unix-abstract:\(name)")
      let run = try GeneratorStart(
        "\(tcp.target)=2",
        ["--target", "\(abstract.target)=1", "--connections", "3"] + brief
      ).finish()
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.targets.map(\.connections) == [2, 1])
      #expect(document.targets.map(\.opened) == [2, 1])
      #expect(document.targets.allSatisfy { $0.ok > 0 && $0.ok == $0.calls })
      #expect(document.targets.reduce(0) { $0 + $1.calls } == document.summary.calls)
    }

    @Test(arguments: ["dns:///localhost:", "localhost:"])
    func `a name is tried at all its addresses`(start: String) throws {
      let server = try Listener(Peer.ours())
      let port = server.target.split(separator: ":").last ?? ""
      let run = try GeneratorStart("\(start)\(port)", ["--connections", "4"] + brief).finish()
      #expect(run.status == 0, "\(run.errors)")
      let opened = try run.told().targets[0].addresses
      #expect(opened.reduce(0) { $0 + $1.opened } == 4)
      #expect(opened.contains { $0.address == "127.0.0.1:\(port)" && $0.opened == 4 })
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: [
        ([], "grpc"), (["--tls"], "grpc"),
        (["--user", "ada", "--password", "s3cret:word"], "grpc"),
        (["--slow"], "grpc"), ([], "http1"), (["--tls"], "http1"), ([], "connect"),
      ] as [([String], String)]
    )
    func `a tunnel through a proxy carries a run`(options: [String], protocol: String) throws {
      let isSecure = options == ["--tls"]
      let proxy = try Listener(Peer.script("proxy") + (isSecure ? [] : options))
      let server = try Listener(Peer.ours() + (isSecure ? ["--tls"] : []))
      let credentials = options.contains("--user") ? "ada:s3cret%3Aword@" : ""
      let run = try GeneratorStart(
        server.target,
        ["--proxy", "http://\(credentials)\(proxy.target)", "--connections", "3"]
          + ["--protocol", `protocol`, "--duration", "300ms"]
          // Over HTTP/1.1 each caller has a connection.
          + ["--streams", `protocol` == "http1" ? "1" : "4"] + (isSecure ? ["--insecure"] : [])
      ).finish()
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == document.summary.calls && document.summary.ok > 0)
      let told = credentials.isEmpty ? "" : "***@"
      #expect(document.targets[0].proxy == "http://\(told)\(proxy.target)")
      #expect(document.targets[0].addresses.map(\.address) == [proxy.target])
      #expect(!run.output.contains("s3cret") && !run.errors.contains("s3cret"))
      #expect(try proxy.count().served == 3)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `the environment's proxy is used when asked for, and never else`() throws {
      let proxy = try Listener(Peer.script("proxy"))
      let server = try Listener(Peer.ours())
      let environment = ["HTTPS_PROXY": "http://\(proxy.target)", "https_proxy": ""]
      let direct = try GeneratorStart(server.target, brief, environment: environment).finish()
      #expect(try direct.told().targets[0].proxy == nil)
      let through = try GeneratorStart(
        server.target,
        ["--proxy", "env"] + brief,
        environment: environment
      ).finish()
      #expect(try through.told().targets[0].proxy == "http://\(proxy.target)")
      #expect(through.errors.contains("through http://\(proxy.target), named by HTTPS_PROXY"))
      #expect(try proxy.count().served == 1)
    }

    @Test func `a secret is in no file, line or report of a run`() throws {
      let server = try Listener(Peer.ours())
      let folder = Peer.newPath("-secrets")
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let secret = "s3cret-value"
      let end = try Program.run([
        Peer.grpcbench, "--scenario", "unary", "--target", server.target, "--duration", "300ms",
        "--warmup", "0s", "--output", folder, "--metadata", "authorization: Bearer \(secret)",
        // The server repeats what it cannot read in the message of its status.
        "--metadata", "grpcbench-fail: \(secret)", "--sensitive", "grpcbench-fail",
      ])
      var told = end.output + end.errors
      for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
        told += try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      }
      #expect(end.status == 1, "\(end.errors)")
      #expect(told.contains("INVALID_ARGUMENT") && told.contains("***"), "\(told)")
      let base64 = Data(secret.utf8).base64EncodedString().prefix { $0 != "=" }
      #expect(!told.contains(secret) && !told.contains(base64), "\(told)")
    }
  }
}
