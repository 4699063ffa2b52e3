import GRPC

extension InteropCase {
  /// Calls that the client does not want any more.
  static let cancellationCases = [
    InteropCase("cancel_after_begin") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let call = try channel.start(TestMethod.streamingInputCall.path)
      // Once another call has been answered the server has seen this one, and must have let it be.
      try expectAlive(channel, "before the call is cancelled")
      channel.cancel(call)
      try expectCode("the call", try channel.status(of: call), .cancelled)
      try expectAlive(channel, "after a call was cancelled")
    },
    InteropCase("cancel_after_first_response") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let call = try channel.start(TestMethod.fullDuplexCall.path)
      channel.send(try channel.frame(duplexRequest(27_182, responses: [31_415])), on: call)
      try channel.expectResponse(of: call, bytes: 31_415)
      channel.cancel(call)
      try expectCode("the call", try channel.status(of: call), .cancelled)
      try expectAlive(channel, "after a call was cancelled")
    },
    InteropCase("timeout_on_sleeping_server") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      // The connection is made first, so that the time is the call's alone.
      try expectAlive(channel, "before the call")
      let options = InteropChannel.Options(timeout: run.settings.timeout)
      let call = try channel.start(TestMethod.fullDuplexCall.path, options)
      channel.send(try channel.frame(duplexRequest(27_182, responses: [])), on: call)
      try expectCode("the call", try channel.status(of: call), .deadlineExceeded)
    },
  ]

  /// Fails unless the server answers an empty call.
  private static func expectAlive(
    _ channel: InteropChannel,
    _ when: String
  ) throws(InteropFailure) {
    let reply: Reply<Grpc_Testing_Empty> = try channel.call(
      TestMethod.emptyCall.path,
      Grpc_Testing_Empty()
    )
    try expectOK("an EmptyCall \(when)", reply.status)
  }
}
