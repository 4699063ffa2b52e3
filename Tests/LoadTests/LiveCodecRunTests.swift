import Bytes
import ReferenceServer
import Scenarios
import Statistics
import Testing
import Timing
import Transport

@testable import Load

extension LoopbackTests {
  /// Runs whose calls write and read their messages.
  @Suite(.serialized) struct LiveCodecRunTests {
    private func run(
      _ yaml: String,
      _ way: Way = Way(carrier: .grpc, encoding: .protobuf),
      _ options: ServerOptions = ServerOptions()
    ) throws -> (recording: Recording, answered: Int) {
      let text =
        "duration: 60ms\nwarmup: 0s\nstreams: 4\nprotocol: \(way.carrier)\n"
        + "encoding: \(way.encoding)\n" + yaml
      let plan = try Scenario(name: "live", yaml: text).plan()
      let server = try ReferenceServer(at: try loopback(), options: options)
      let recording = try plan.play(against: server.address)
      return (recording, try server.stop())
    }

    private func expectOK(_ recording: Recording, _ text: String) {
      let ok = Int(recording.okCalls)
      #expect(ok > 0 && recording.statusCounts == [0: ok], "\(text): \(recording.failures.entries)")
      #expect(recording.isWhole, "\(text)")
    }

    @Test(arguments: Way.all, [true, false])
    func `every payload comes back as it went, whoever reads it`(
      way: Way,
      verify: Bool
    ) throws {
      for client in CodecWork.allCases {
        for codec in CodecWork.allCases {
          var options = ServerOptions()
          options.codec = codec
          // The edge cases are in each; the others once.
          let isAll = client == .live && codec == .live && verify
          for name in isAll ? PayloadName.allCases : [.mixed, .numbers] {
            let messages = "codec: \(client)\nrequest: {payload: \(name)}\n"
            let run = try run(messages + "messages: {verify: \(verify)}", way, options)
            expectOK(run.recording, "\(name), client \(client), server \(codec)")
            #expect(run.answered >= Int(run.recording.okCalls))
          }
        }
      }
    }

    @Test(arguments: Way.all, [true, false])
    func `greetings are written and read in every cell`(
      way: Way,
      verify: Bool
    ) throws {
      let run = try run("codec: live\nmessages: {verify: \(verify)}", way)
      expectOK(run.recording, "a greeting")
    }

    @Test(
      arguments: [
        "greet.Greeter/SayHelloServerStream", "greet.Greeter/SayHelloClientStream",
        "greet.Greeter/SayHelloBidi",
      ],
      MessageFormat.allCases
    )
    func `greetings of every kind are written and read`(
      method: String,
      encoding: MessageFormat
    ) throws {
      let way = Way(carrier: .grpc, encoding: encoding)
      let run = try run("codec: live\nmethod: \(method)", way)
      expectOK(run.recording, method)
    }

    @Test(arguments: Way.all)
    func `a message goes through a small window in pieces and is still itself`(
      way: Way
    ) throws {
      var options = ServerOptions()
      options.streamWindow = 1_000
      let run = try run(
        "codec: live\nrequest: {payload: orders}\nmessages: {verify: true}",
        way,
        options
      )
      expectOK(run.recording, "orders")
    }

    @Test(arguments: Way.all)
    func `calls in an open loop are read too, at both clocks`(way: Way) throws {
      let run = try run("codec: live\nrate: 200\nrequest: {payload: text}", way)
      expectOK(run.recording, "text")
      #expect(run.recording.response.count == run.recording.service.count)
    }
  }
}
