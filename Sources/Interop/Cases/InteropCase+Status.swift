import Bytes
import GRPC
import SwiftProtobuf
import HTTP2

extension InteropCase {
  private static let initialValue = "test_initial_metadata_value"
  private static let trailingBytes: [UInt8] = [0xab, 0xab, 0xab]

  /// What a call says beside its messages: metadata and statuses.
  static let statusCases = [
    InteropCase("custom_metadata") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let options = InteropChannel.Options(metadata: [
        HeaderField(EchoedMetadata.initialName, initialValue),
        HeaderField(EchoedMetadata.trailingName, Base64.encodeBare(trailingBytes.span)),
      ])
      let reply = try channel.largeUnary(LargeUnary.request(), options)
      try reply.expect("UnaryCall")
      try expectEcho("UnaryCall", reply.call)
      let call = try channel.start(TestMethod.fullDuplexCall.path, options)
      let request = duplexRequest(LargeUnary.requestBytes, responses: [LargeUnary.responseBytes])
      channel.send(try channel.frame(request), on: call, isLast: true)
      try channel.expectResponse(of: call, bytes: LargeUnary.responseBytes)
      try channel.expectNoMore(of: call)
      try expectEcho("FullDuplexCall", call)
    },
    InteropCase("status_code_and_message") { (run) throws(InteropFailure) in
      let channel = try run.channel()
      let wanted = Status(.unknown, "test status message")
      let reply = try channel.largeUnary(.with { $0.responseStatus = wanted.echo })
      try expect("the status of UnaryCall", reply.status, wanted)
      let call = try channel.start(TestMethod.fullDuplexCall.path)
      let request = Grpc_Testing_StreamingOutputCallRequest.with {
        $0.responseStatus = wanted.echo
      }
      channel.send(try channel.frame(request), on: call, isLast: true)
      try expect("the status of FullDuplexCall", try channel.status(of: call), wanted)
    },
    InteropCase("special_status_message") { (run) throws(InteropFailure) in
      let wanted = Status(
        .unknown,
        "\t\ntest with whitespace\r\nand Unicode BMP \u{263A} and non-BMP \u{1F608}\t\n"
      )
      let reply = try run.channel().largeUnary(.with { $0.responseStatus = wanted.echo })
      try expect("the status", reply.status, wanted)
    },
    InteropCase("unimplemented_method") { (run) throws(InteropFailure) in
      try expectUnimplemented(run, MissingMethod.ofTestService)
    },
    InteropCase("unimplemented_service") { (run) throws(InteropFailure) in
      try expectUnimplemented(run, MissingMethod.ofNoService)
    },
  ]

  private static func expectEcho(
    _ method: String,
    _ call: InteropCall
  ) throws(InteropFailure) {
    let initial = InteropCall.values(EchoedMetadata.initialName, in: call.initialMetadata)
    try expect("the initial metadata of \(method)", initial, [initialValue])
    let trailing = InteropCall.values(EchoedMetadata.trailingName, in: call.trailingMetadata)
    // Base64 has several spellings, padded or not.
    let texts = trailing.map { text in
      Base64.decodeBare(text.utf8Span.span).map { Base64.encodeBare($0.span) }
        ?? "no base64: \(text)"
    }
    let expected = [Base64.encodeBare(trailingBytes.span)]
    try expect("the trailing metadata of \(method)", texts, expected)
  }

  private static func expectUnimplemented(
    _ run: CaseRun,
    _ path: String
  ) throws(InteropFailure) {
    let reply: Reply<Grpc_Testing_Empty> = try run.channel().call(path, Grpc_Testing_Empty())
    try expectCode(path, reply.status, .unimplemented)
  }
}

extension Status {
  /// The status as a request asks for it.
  fileprivate var echo: Grpc_Testing_EchoStatus {
    .with {
      $0.code = Int32(code.rawValue)
      $0.message = message
    }
  }
}
