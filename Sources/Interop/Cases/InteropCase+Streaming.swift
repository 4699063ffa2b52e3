import GRPC
import SwiftProtobuf

extension InteropCase {
  /// What most streams send, and what they get back, in bytes of payload.
  static let requestSizes = [27_182, 8, 1_828, 45_904]
  static let responseSizes = [31_415, 9, 2_653, 58_979]

  /// Streams of requests, of responses, and of both.
  static let streamingCases = [
    InteropCase("client_streaming") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let call = try channel.start(TestMethod.streamingInputCall.path)
      for size in requestSizes {
        let request = Grpc_Testing_StreamingInputCallRequest.with {
          $0.payload = LargeUnary.payload(size)
        }
        channel.send(try channel.frame(request), on: call)
      }
      channel.endRequests(of: call)
      try channel.expectSum(of: call, 74_922)
    },
    InteropCase("server_streaming") { (run) throws(InteropFailure) in
      let reply: Reply<Grpc_Testing_StreamingOutputCallResponse> = try run.channel().call(
        TestMethod.streamingOutputCall.path,
        duplexRequest(nil, responses: responseSizes)
      )
      try reply.expect(sizes: responseSizes)
    },
    InteropCase("ping_pong") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let call = try channel.start(TestMethod.fullDuplexCall.path)
      for (request, response) in zip(requestSizes, responseSizes) {
        channel.send(try channel.frame(duplexRequest(request, responses: [response])), on: call)
        try channel.expectResponse(of: call, bytes: response)
      }
      channel.endRequests(of: call)
      try channel.expectNoMore(of: call)
    },
    InteropCase("empty_stream") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let call = try channel.start(TestMethod.fullDuplexCall.path)
      channel.endRequests(of: call)
      try channel.expectNoMore(of: call)
    },
  ]

  /// A request of a stream with a payload, and what it asks for.
  static func duplexRequest(
    _ payload: Int?,
    responses: [Int]
  ) -> Grpc_Testing_StreamingOutputCallRequest {
    .with {
      $0.responseType = .compressable
      $0.responseParameters = responses.map { size in .with { $0.size = Int32(size) } }
      if let payload { $0.payload = LargeUnary.payload(payload) }
    }
  }
}

extension InteropChannel {
  /// Fails unless the next response of a stream has a size.
  func expectResponse(of call: InteropCall, bytes: Int) throws(InteropFailure) {
    guard let response = try receive(call) else {
      throw InteropFailure("expected a response, got the end: \(try status(of: call))")
    }
    let answer: Grpc_Testing_StreamingOutputCallResponse = try response.read()
    try expect("the payload's bytes", answer.payload.body.count, bytes)
  }

  /// Fails unless a stream ends well, without another response.
  func expectNoMore(of call: InteropCall) throws(InteropFailure) {
    guard try receive(call) == nil else {
      throw InteropFailure("expected no more responses, got one")
    }
    try expectOK("the call", try status(of: call))
  }
}
