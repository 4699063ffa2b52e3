import ArgumentParser
import Scenarios
import Testing

@testable import grpcbench

@Suite struct ServeCommandTests {
  @Test func `without options it listens at the usual port of this machine alone`() throws {
    let command = try ServeCommand.parse([])
    #expect(try command.endpoint() == .network(host: "127.0.0.1", port: 50051))
    #expect(try command.options() == Plan.ServerOptions())
  }

  @Test func `all of its options are read`() throws {
    let command = try ServeCommand.parse([
      "--listen", "[::]:0", "--threads", "2", "--max-concurrent-streams", "10",
    ])
    #expect(try command.endpoint() == .network(host: "::", port: 0))
    #expect(try command.options().threads == 2)
    #expect(try command.options().maxConcurrentStreams == 10)
  }
}
