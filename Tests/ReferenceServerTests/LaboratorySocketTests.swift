import Glibc
import GreetService
import HTTP2
import Scenarios
import SwiftProtobuf
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// The laboratory on real sockets, with several threads.
@Suite(.serialized) struct LaboratorySocketTests {
  private func server(threads: Int, _ settings: [Setting: String]) throws -> ReferenceServer {
    var options = ServerOptions()
    options.threads = threads
    options.laboratory = try LaboratoryOptions(
      settings.mapValues { [Entry($0, subject: "test")] }
    )
    let loopback = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    return try ReferenceServer(at: loopback, options: options)
  }

  private func greet(_ client: TestClient) throws -> TestClient.Reply {
    client.call(TestClient.fields(), [try Wire.requests(["Ann"])])
  }

  private func counters(_ client: TestClient) throws -> Grpcbench_CountersResponse {
    let path = ServerMethod.counters.path
    let reply = client.call(TestClient.fields(path: path), [[0, 0, 0, 0, 0]])
    return try Grpcbench_CountersResponse(serializedBytes: Array(reply.data.dropFirst(5)))
  }

  @Test(arguments: [1, 2, 4])
  func `the counters are those of all threads together`(threads: Int) throws {
    let server = try server(threads: threads, [.serverFail: "ABORTED every 3"])
    let clients = try (0..<12).map { _ in try TestClient(server.address) }
    // They go out with the first call.
    for client in clients.prefix(7) { client.http.ping(1) }
    var statuses: [String: UInt64] = [:]
    for round in 0..<120 {
      let status = try #require(try greet(clients[round % 12]).status)
      statuses[status, default: 0] += 1
    }
    let counters = try counters(clients[0])
    let rows = Dictionary(uniqueKeysWithValues: counters.calls.map { ($0.status, $0.calls) })
    #expect(rows["OK"] == statuses["0"])
    #expect(rows["ABORTED"] == statuses["10"])
    #expect(counters.callsBegun == 121)
    #expect(counters.messagesReceived == 121)
    #expect(counters.connectionsOpened == 12 && counters.connectionsOpen == 12)
    #expect(counters.pingsReceived == 7)
    #expect(counters.server != 0)
    let tally = try server.finish()
    #expect(tally.begun == 121 && tally.calls == 120 && tally.pingsReceived == 7)
  }

  @Test(arguments: [1, 3])
  func `a dropped connection is counted, and its server goes on`(threads: Int) throws {
    let server = try server(threads: threads, [.serverDrop: "every 2"])
    var answered = 0
    for _ in 0..<12 {
      let client = try TestClient(server.address)
      while !client.isClosed {
        if try greet(client).status == "0" { answered += 1 }
      }
    }
    let tally = try server.finish()
    let dropped = tally.rows.first { $0.ending == .dropped }
    #expect(dropped?.calls == 12)
    #expect(tally.begun == answered + 12)
    #expect(tally.connectionsOpened == 12)
  }

  @Test(arguments: [1, 2])
  func `a call that meets a pause waits for its end`(threads: Int) throws {
    let server = try server(threads: threads, [.serverPause: "30ms every 120ms"])
    let client = try TestClient(server.address)
    var longest = Nanoseconds.zero
    let limit = EventLoop.now() + .seconds(20)
    // A pause that begins while this thread is not running can be missed; the next comes soon.
    while longest < .milliseconds(29), EventLoop.now() < limit {
      let before = EventLoop.now()
      #expect(try greet(client).status == "0")
      longest = max(longest, EventLoop.now() - before)
    }
    #expect(longest >= .milliseconds(29))
    _ = try server.finish()
  }

  @Test func `work takes the processor time that it says`() throws {
    let laboratory = Laboratory(LaboratoryOptions())
    let work = Nanoseconds.milliseconds(2)
    let times = (0..<5).map { _ in
      let before = Usage.ofThisThread()
      laboratory.perform(work)
      return Usage.ofThisThread() - before
    }
    #expect(times.allSatisfy { $0 >= work })
    let least = try #require(times.min())
    #expect(Double(least.count) < 1.03 * Double(work.count))
  }

  /// A sanitizer adds instructions of its own to those that work is made of.
  private static let isSanitized =
    dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  /// One reading of the processor's clock takes longer than this, so it cannot be what ends it.
  @Test(.disabled(if: isSanitized, "a sanitizer makes each piece of work longer"))
  func `work of a fraction of a microsecond takes about that`() throws {
    let laboratory = Laboratory(LaboratoryOptions())
    let work = Nanoseconds(100)
    laboratory.perform(work)
    let times = (0..<200).map { _ in
      let before = Usage.ofThisThread()
      for _ in 0..<1_000 { laboratory.perform(work) }
      return (Usage.ofThisThread() - before).count / 1_000
    }
    let least = try #require(times.min())
    #expect((50...150).contains(least), "\(least) ns")
  }
}
