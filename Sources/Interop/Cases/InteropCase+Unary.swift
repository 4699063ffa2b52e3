import GRPC

extension InteropCase {
  /// One request, one response.
  static let unaryCases = [
    InteropCase("empty_unary") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let reply: Reply<Grpc_Testing_Empty> = try channel.call(
        TestMethod.emptyCall.path,
        Grpc_Testing_Empty()
      )
      try expectOK("the call", reply.status)
      try expect("the number of responses", reply.answers.count, 1)
      try expect("the response", reply.answers[0], Grpc_Testing_Empty())
    },
    InteropCase("large_unary") { (run) throws(InteropFailure) in
      try run.channel().largeUnary().expect()
    },
    InteropCase("concurrent_large_unary") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let frame = try channel.frame(LargeUnary.request())
      var calls: [InteropCall] = []
      for _ in 0..<run.settings.concurrentCalls {
        let call = try channel.start(TestMethod.unaryCall.path)
        channel.send(frame, on: call, isLast: true)
        calls.append(call)
      }
      for (index, call) in calls.enumerated() {
        let reply: Reply<Grpc_Testing_SimpleResponse> = try channel.finish(call)
        try reply.expect("call \(index + 1) of \(calls.count)")
      }
    },
  ]
}
