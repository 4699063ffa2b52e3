import GRPC
import SwiftProtobuf

/// A feature that the server may lack shows by a probe: a message that is said to be compressed and
/// is not must be refused.
extension InteropCase {
  /// Messages that are compressed, one by one.
  static let compressionCases = [
    InteropCase("client_compressed_unary") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let options = InteropChannel.Options(usesGzip: true)
      func call(
        expected: Bool,
        compressed: Bool
      ) throws(InteropFailure) -> Reply<Grpc_Testing_SimpleResponse> {
        var request = LargeUnary.request()
        request.expectCompressed = .with { $0.value = expected }
        return try channel.call(
          TestMethod.unaryCall.path,
          request,
          options,
          isCompressed: compressed
        )
      }
      let probe = try call(expected: true, compressed: false)
      try expectCode("the probe", probe.status, .invalidArgument)
      try call(expected: true, compressed: true).expect("the compressed call")
      try call(expected: false, compressed: false).expect("the uncompressed call")
    },
    InteropCase("server_compressed_unary") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      for isWanted in [true, false] {
        var request = LargeUnary.request()
        request.responseCompressed = .with { $0.value = isWanted }
        let reply = try channel.largeUnary(request)
        try reply.expect()
        try expect("the response's compressed flag", reply.wereCompressed, [isWanted])
      }
    },
    InteropCase("client_compressed_streaming") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let options = InteropChannel.Options(usesGzip: true)
      func request(_ bytes: Int, expected: Bool) -> Grpc_Testing_StreamingInputCallRequest {
        .with {
          $0.expectCompressed = .with { $0.value = expected }
          $0.payload = LargeUnary.payload(bytes)
        }
      }
      let probe: Reply<Grpc_Testing_StreamingInputCallResponse> = try channel.call(
        TestMethod.streamingInputCall.path,
        request(27_182, expected: true),
        options
      )
      try expectCode("the probe", probe.status, .invalidArgument)
      let call = try channel.start(TestMethod.streamingInputCall.path, options)
      let first = request(27_182, expected: true)
      channel.send(try channel.frame(first, isCompressed: true), on: call)
      let second = request(45_904, expected: false)
      channel.send(try channel.frame(second), on: call, isLast: true)
      try channel.expectSum(of: call, 73_086)
    },
    InteropCase("server_compressed_streaming") { (run) throws(InteropFailure) in
      let wanted = [(31_415, true), (92_653, false)]
      let request = Grpc_Testing_StreamingOutputCallRequest.with {
        $0.responseType = .compressable
        $0.responseParameters = wanted.map { size, isCompressed in
          .with {
            $0.size = Int32(size)
            $0.compressed = .with { $0.value = isCompressed }
          }
        }
      }
      let reply: Reply<Grpc_Testing_StreamingOutputCallResponse> = try run.channel().call(
        TestMethod.streamingOutputCall.path,
        request
      )
      try reply.expect(sizes: wanted.map(\.0))
      try expect("the responses' compressed flags", reply.wereCompressed, wanted.map(\.1))
    },
  ]
}

extension InteropChannel {
  /// Fails unless a call that was given payloads comes to their sum.
  func expectSum(of call: InteropCall, _ sum: Int32) throws(InteropFailure) {
    let reply: Reply<Grpc_Testing_StreamingInputCallResponse> = try finish(call)
    try expectOK("the call", reply.status)
    try expect("the number of responses", reply.answers.count, 1)
    try expect("the sum of the payloads", reply.answers[0].aggregatedPayloadSize, sum)
  }
}
