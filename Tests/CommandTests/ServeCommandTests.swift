import ArgumentParser
import GRPC
import ReferenceServer
import Scenarios
import Testing
import Timing

@testable import grpcbench

@Suite struct ServeCommandTests {
  @Test func `without options it listens at the usual port of this machine alone`() throws {
    let command = try ServeCommand.parse([])
    #expect(try command.endpoint() == .network(host: "127.0.0.1", port: 50051))
    var options = ServerOptions()
    options.maxConcurrentStreams = Limits.streams
    #expect(try command.options() == options)
  }

  @Test func `all of its options are read`() throws {
    let command = try ServeCommand.parse([
      "--listen", "[::]:0", "--threads", "2", "--max-concurrent-streams", "10",
      "--max-message-size", "1000", "--stream-window", "4096", "--connection-window", "65535",
      "--max-frame-size", "20000", "--header-table-size", "0", "--compression", "gzip",
    ])
    #expect(try command.endpoint() == .network(host: "::", port: 0))
    var options = ServerOptions()
    options.threads = 2
    options.maxConcurrentStreams = 10
    options.maxMessageSize = 1_000
    options.streamWindow = 4_096
    options.connectionWindow = 65_535
    options.maxFrameSize = 20_000
    options.headerTableSize = 0
    options.compression = .gzip
    #expect(try command.options() == options)
  }

  @Test func `the life of its connections can be told`() throws {
    let rules = try ServeCommand.parse([
      "--keepalive-time", "none", "--keepalive-timeout", "5s", "--min-ping-interval", "0s",
      "--permit-pings-without-calls", "--max-age", "24h", "--max-age-grace", "10ms",
      "--max-idle", "1m", "--seed", "7",
    ]).options().connections
    var expected = ConnectionRules()
    expected.keepaliveTime = nil
    expected.keepaliveTimeout = .seconds(5)
    expected.minPingInterval = .zero
    expected.permitsPingsWithoutCalls = true
    expected.maxAge = .seconds(86_400)
    expected.maxAgeGrace = .milliseconds(10)
    expected.maxIdle = .seconds(60)
    expected.seed = 7
    #expect(rules == expected)
  }

  @Test func `a server of our own gets the rules of the scenario`() throws {
    var wanted = ServerConnections()
    wanted.keepaliveTime = nil
    wanted.minPingInterval = .milliseconds(1_500)
    wanted.permitsPingsWithoutCalls = true
    wanted.maxAge = .seconds(90)
    let rules = try ServeCommand.parse(ServingConnections.arguments(wanted)).options().connections
    var expected = ConnectionRules()
    expected.keepaliveTime = nil
    expected.minPingInterval = .milliseconds(1_500)
    expected.permitsPingsWithoutCalls = true
    expected.maxAge = .seconds(90)
    #expect(rules == expected)
  }

  @Test func `TLS without a certificate makes its own`() throws {
    #expect(try ServeCommand.parse(["--tls"]).options().tls != nil)
    #expect(try ServeCommand.parse([]).options().tls == nil)
  }

  @Test(
    arguments: [
      (["--certificate", "a.pem"], "serve: --certificate needs --key"),
      (["--key", "a.key"], "serve: --key needs --certificate"),
      (["--certificate", "/nowhere/a", "--key", "b"], "serve: /nowhere/a cannot be read"),
      (["--client-ca", "/dev/null"], "serve: /dev/null holds no certificate"),
    ]
  )
  func `TLS that cannot be set up is refused`(arguments: [String], fragment: String) throws {
    let command = try ServeCommand.parse(arguments)
    #expect {
      try command.options()
    } throws: { error in
      "\(error)".hasPrefix(fragment)
    }
  }

  @Test(
    arguments: [
      ("--max-message-size", "-1"), ("--stream-window", "0"), ("--stream-window", "2147483648"),
      ("--connection-window", "65534"), ("--max-frame-size", "16383"),
      ("--max-frame-size", "16777216"), ("--header-table-size", "x"), ("--compression", "brotli"),
      ("--max-age", "0s"), ("--max-age", "25h"), ("--keepalive-timeout", "none"),
    ]
  )
  func `a value that HTTP/2 or we do not have is one line that names it`(
    option: String,
    value: String
  ) throws {
    let command = try ServeCommand.parse([option, value])
    let complaint = #expect(throws: Complaint.self) { try command.options() }
    #expect(complaint?.description.hasPrefix("serve: \(option) ") == true)
    let advises = ["; give ", "; write "].contains { complaint?.description.contains($0) == true }
    #expect(advises)
  }
}
