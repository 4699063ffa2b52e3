import GRPC
import HTTP2
import Timing
import Transport

extension InteropCase {
  /// Servers that misbehave, and a client that must cope.
  static let negativeCases = [
    InteropCase("goaway", misbehaviour: .goaway) { (run) throws(InteropFailure) in
      let channel = try run.channel()
      try channel.largeUnary().expect("the first call")
      let connection = channel.connection
      try connection?.wait("GOAWAY", until: EventLoop.now() + run.settings.farewellLimit) {
        connection?.takesCalls == false
      }
      try channel.largeUnary().expect("the second call")
      try expect("the number of connections", channel.connections, 2)
    },
    failing("rst_after_header", .resetAfterHeader),
    failing("rst_during_data", .resetDuringData),
    failing("rst_after_data", .resetAfterData),
    InteropCase("ping", misbehaviour: .ping) { (run) throws(InteropFailure) in
      // The response comes to its end only if each PING was answered.
      try run.channel().largeUnary().expect()
    },
    InteropCase("max_streams", misbehaviour: .maxStreams) { (run) throws(InteropFailure) in
      let channel = try run.channel()
      try channel.largeUnary().expect("the first call")
      try expect("the server's limit of streams", channel.connection?.peer.maxConcurrentStreams, 1)
      let frame = try channel.frame(LargeUnary.request())
      var calls: [InteropCall] = []
      for _ in 0..<10 {
        let call = try channel.start(TestMethod.unaryCall.path)
        channel.send(frame, on: call, isLast: true)
        calls.append(call)
      }
      for (index, call) in calls.enumerated() {
        let reply: Reply<Grpc_Testing_SimpleResponse> = try channel.finish(call)
        try reply.expect("call \(index + 1) of \(calls.count)")
      }
      try expect("the number of connections", channel.connections, 1)
    },
  ]

  /// A call whose stream is reset must fail.
  private static func failing(_ name: String, _ misbehaviour: Misbehaviour) -> InteropCase {
    InteropCase(name, misbehaviour: misbehaviour) { (run) throws(InteropFailure) in
      // NO_ERROR before the trailers is INTERNAL (gRPC's PROTOCOL-HTTP2.md, "Errors").
      try expectCode("the call", try run.channel().largeUnary().status, .internal)
    }
  }
}
