import ArgumentParser
import Interop
import ReferenceServer
import Scenarios
import Testing
import Timing
import Transport

@testable import grpcbench

@Suite struct InteropCommandTests {
  @Test func `without a word about cases all of the usual ones are played, by the suite's numbers`()
    throws
  {
    let command = try InteropCommand.parse(["--target", "localhost:1234"])
    #expect(try command.endpoint() == .network(host: "localhost", port: 1234))
    #expect(try command.cases.chosen().map(\.name) == InteropCase.usual.map(\.name))
    #expect(try command.cases.settings() == InteropSettings())
    #expect(try command.cases.reportFormat() == .text)
  }

  @Test func `cases are named one by one, also those for servers that misbehave`() throws {
    let command = try InteropCommand.parse(["--test-case", "ping_pong,goaway,empty_unary"])
    #expect(try command.cases.chosen().map(\.name) == ["ping_pong", "goaway", "empty_unary"])
  }

  @Test func `the official clients' names are understood`() throws {
    let command = try InteropCommand.parse([
      "--server_host=127.0.0.1", "--server_port=80", "--test_case=rpc_soak", "--use_tls=true",
      "--server_host_override=foo.test.google.fr", "--soak_iterations=3",
      "--soak_max_failures=1", "--soak_per_iteration_max_acceptable_latency_ms=7",
      "--soak_min_time_ms_between_rpcs=2", "--soak_request_size=5", "--soak_response_size=6",
      "--soak_overall_timeout_seconds=9", "--use_test_ca=false",
    ])
    #expect(try command.endpoint() == .network(host: "127.0.0.1", port: 80))
    #expect(try command.cases.chosen().map(\.name) == ["rpc_soak"])
    var settings = InteropSettings()
    settings.soakTimeLimit = .seconds(9)
    settings.iterations = 3
    settings.mostFailures = 1
    settings.mostLatency = .milliseconds(7)
    settings.interval = .milliseconds(2)
    settings.idleInterval = .milliseconds(2)
    settings.requestBytes = 5
    settings.responseBytes = 6
    #expect(try command.cases.settings() == settings)
    let target = try command.target(try command.endpoint())
    #expect(target.authority == "foo.test.google.fr")
    #expect(target.tls?.serverName == "foo.test.google.fr")
  }

  @Test(
    arguments: [
      ([], false), (["--use_tls=false"], false),
      (["--use_tls=false", "--use_test_ca=true"], false),
      (["--use_tls=true"], true), (["--tls"], true), (["--insecure"], true),
      (["--insecure", "--use_tls=false"], false),
    ] as [([String], Bool)]
  )
  func `another name of the server turns no TLS on`(options: [String], isSecure: Bool) throws {
    let other = "--server_host_override=foo.test.google.fr"
    let command = try InteropCommand.parse(["--server_port=80", other] + options)
    let target = try command.target(try command.endpoint())
    #expect(target.place == "127.0.0.1:80")
    #expect(target.authority == "foo.test.google.fr")
    #expect(target.tls?.serverName == (isSecure ? "foo.test.google.fr" : nil))
  }

  @Test func `connections are plain unless an option is about TLS`() throws {
    let plain = try InteropCommand.parse(["--target", "127.0.0.1:1"])
    let target = try plain.target(try plain.endpoint())
    #expect(target.tls == nil)
    #expect(target.authority == "127.0.0.1:1")
    let secure = try InteropCommand.parse(["--target", "127.0.0.1:1", "--insecure"])
    #expect(try secure.target(try secure.endpoint()).tls?.trust == .anyone)
  }

  @Test(
    arguments: [
      ([], "no server was named"), (["--target", "x"], "--target x has no port"),
      (["--server_port", "x"], "--server_host and --server_port 127.0.0.1:x"),
      (["--test-case", "large_unari"], "--test-case large_unari is unknown"),
      (["--test-case", ""], "is unknown"), (["--test-case", "all,ping"], "all is unknown"),
      (["--target", "127.0.0.1:1", "--use_tls", "yes"], "--use_tls yes is neither"),
      (["--target", "127.0.0.1:1", "--tls", "--use_tls=false"], "--use_tls false takes back"),
      (["--target", "127.0.0.1:1", "--server_host_override=a b"], "is no host's name"),
      (["--target", "127.0.0.1:1", "--use_test_ca=1"], "--use_test_ca 1 is neither"),
      (["--target", "127.0.0.1:1", "--tls", "--use_test_ca=true"], "give the tests' ca.pem"),
      (["--soak_overall_timeout_seconds=0"], "--soak-time-limit-seconds 0"),
      (["--format", "xml"], "--format xml is unknown; give text or json"),
      (["--time-limit", "0s"], "--time-limit 0s"),
      (["--concurrent-calls", "1001"], "--concurrent-calls 1001 is above 1000"),
      (["--soak-iterations", "0"], "--soak-iterations 0"),
      (["--soak-response-size", "1GiB"], "--soak-response-size 1GiB is above 16MiB"),
      (["--target", "127.0.0.1:1", "--ca", "/dev/null"], "/dev/null holds no certificate"),
    ] as [([String], String)]
  )
  func `what makes no sense is one line about it`(arguments: [String], fragment: String) throws {
    let command = try InteropCommand.parse(arguments)
    let complaint = #expect(throws: Complaint.self) {
      _ = try command.cases.chosen()
      _ = try command.cases.reportFormat()
      _ = try command.cases.settings()
      _ = try command.target(try command.endpoint())
    }
    #expect(complaint?.description.hasPrefix("interop: ") == true)
    #expect(complaint?.description.contains(fragment) == true, "\(complaint?.description ?? "")")
  }

  @Test func `a server misbehaves in one way that has a name`() throws {
    #expect(try ServeCommand.parse([]).options().guests == nil)
    let usual = try ServeCommand.parse(["--interop"]).options()
    #expect(usual.guests == TestService.guests())
    let single = try ServeCommand.parse(["--misbehave", "max_streams"]).options()
    #expect(single.guests == TestService.guests(.maxStreams))
    #expect(single.maxConcurrentStreams == 1)
    let complaint = #expect(throws: Complaint.self) {
      try ServeCommand.parse(["--misbehave", "always"]).options()
    }
    #expect(complaint?.description.hasPrefix("serve: --misbehave always is unknown; give ") == true)
  }
}
