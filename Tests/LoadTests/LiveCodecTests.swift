import Bytes
import GreetService
import ReferenceServer
import Scenarios
import Statistics
import SwiftProtobuf
import Testing
import Timing
import Transport

@testable import Load

extension LoopbackTests {
  /// Runs whose calls write and read their messages.
  @Suite(.serialized) struct LiveCodecTests {
    private func run(
      _ yaml: String,
      _ options: ServerOptions = ServerOptions()
    ) throws -> (recording: Recording, answered: Int) {
      let text = "duration: 200ms\nwarmup: 0s\nstreams: 4\n" + yaml
      let plan = try Scenario(name: "live", yaml: text).plan()
      let server = try ReferenceServer(at: try loopback(), options: options)
      let recording = try plan.play(against: server.address)
      return (recording, try server.stop())
    }

    @Test(arguments: [CodecWork.prepared, .live], [CodecWork.prepared, .live])
    func `every payload comes back as it went, whoever reads it`(
      client: CodecWork,
      server: CodecWork
    ) throws {
      var options = ServerOptions()
      options.codec = server
      for name in PayloadName.allCases {
        let run = try run(
          "codec: \(client)\nrequest: {payload: \(name)}\nmessages: {verify: true}",
          options
        )
        let ok = Int(run.recording.okCalls)
        #expect(ok > 0 && run.recording.statusCounts == [0: ok], "\(name)")
        #expect(run.recording.isWhole, "\(name)")
      }
    }

    @Test(arguments: [
      "greet.Greeter/SayHello", "greet.Greeter/SayHelloServerStream",
      "greet.Greeter/SayHelloClientStream", "greet.Greeter/SayHelloBidi",
    ])
    func `greetings of every kind are written and read`(method: String) throws {
      let run = try run("codec: live\nmethod: \(method)")
      let ok = Int(run.recording.okCalls)
      #expect(ok > 0 && run.recording.statusCounts == [0: ok])
    }

    @Test func `a message goes through a small window in pieces and is still itself`() throws {
      var options = ServerOptions()
      options.streamWindow = 1_000
      let run = try run(
        "codec: live\nrequest: {payload: orders}\nmessages: {verify: true}",
        options
      )
      let ok = Int(run.recording.okCalls)
      #expect(ok > 0 && run.recording.statusCounts == [0: ok])
    }

    @Test func `an answer that is no message fails its call`() throws {
      var plan = Plan()
      plan.calls[0].method = .echo
      plan.calls[0].request.payload = .mixed
      let bodies = [try Greet_Payload(.mixed).serializedBytes() as [UInt8]]
      let live = try #require(LiveCodec(plan.calls[0], bodies, .live, .protobuf))
      let reads = { (bytes: [UInt8]) in live.reads(bytes.span) }
      #expect(reads(bodies[0]))
      #expect(!reads([0xff]))
      #expect(Array(live.message(7).dropFirst(5)) == bodies[0])
      #expect(LiveCodec(plan.calls[0], bodies, .prepared, .protobuf) == nil)
    }
  }
}
