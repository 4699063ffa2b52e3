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

  @Test(
    arguments: [
      ("--max-message-size", "-1"), ("--stream-window", "0"), ("--stream-window", "2147483648"),
      ("--connection-window", "65534"), ("--max-frame-size", "16383"),
      ("--max-frame-size", "16777216"), ("--header-table-size", "x"), ("--compression", "brotli"),
    ]
  )
  func `a value that HTTP/2 or we do not have is one line that names it`(
    option: String,
    value: String
  ) throws {
    let command = try ServeCommand.parse([option, value])
    let complaint = #expect(throws: Complaint.self) { try command.options() }
    #expect(complaint?.description.hasPrefix("serve: \(option) ") == true)
    #expect(complaint?.description.contains("; ") == true)
  }

  @Test func `the laboratory's options are read`() throws {
    let command = try ServeCommand.parse([
      "--seed", "7", "--delay", "lognormal 5ms 0.5", "--pause", "200ms every 5s", "--work", "50us",
      "--limit-rate", "5000 burst 10", "--response-size", "100", "--gap", "1ms",
      "--trickle", "10 every 1ms", "--window", "never", "--fail", "UNAVAILABLE 1%",
      "--fail", "no status every 9", "--reset", "CANCEL", "--drop", "every 10",
      "--go-away", "every 20 at once",
    ])
    var laboratory = LaboratoryOptions()
    laboratory.seed = 7
    laboratory.pause = try PauseCycle(text: "200ms every 5s")
    laboratory.capacity = try Capacity(text: "5000 burst 10")
    for (knob, text) in [
      (Knob.delay, "lognormal 5ms 0.5"), (.work, "50us"), (.responseSize, "100"), (.gap, "1ms"),
      (.trickle, "10 every 1ms"), (.window, "never"), (.fail, "UNAVAILABLE 1%"),
      (.fail, "no status every 9"), (.reset, "CANCEL"), (.drop, "every 10"),
      (.goAway, "every 20 at once"),
    ] {
      try laboratory.conditions.set(knob, text)
    }
    #expect(try command.options().laboratory == laboratory)
  }

  @Test(
    arguments: [
      ("--seed", "x"), ("--delay", "x"), ("--pause", "1s"), ("--work", "x"),
      ("--limit-rate", "x"), ("--response-size", "2"), ("--gap", "x"), ("--trickle", "x"),
      ("--window", "x"), ("--fail", "x"), ("--reset", "x"), ("--drop", "x"), ("--go-away", "x"),
    ]
  )
  func `what the laboratory cannot do is one line that names the option`(
    option: String,
    value: String
  ) throws {
    let command = try ServeCommand.parse([option, value])
    let complaint = #expect(throws: Complaint.self) { try command.options() }
    #expect(complaint?.description.hasPrefix("serve: \(option) ") == true)
    #expect(complaint?.description.contains("\n") == false)
  }

  @Test func `counters are lines of JSON`() {
    var tally = ServerTally()
    tally.messagesReceived = 3
    let lines = ServingCounters.lines(tally, cpu: (.microseconds(1), .microseconds(2)))
    let expected =
      "{\"messages_received\": 3, \"messages_sent\": 0, \"bytes_received\": 0, "
      + "\"bytes_sent\": 0, \"cpu_user_ns\": 1000, \"cpu_system_ns\": 2000, "
      + "\"connections_opened\": 0, \"connections_open\": 0}\n"
    #expect(lines == expected)
  }
}
