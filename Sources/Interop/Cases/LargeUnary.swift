import Foundation
import GRPC
import HTTP2
import SwiftProtobuf
import Timing

/// The call that most cases make: a large request, and a larger response.
enum LargeUnary {
  /// Bytes of the payloads, as the suite has them.
  static let requestBytes = 271_828
  static let responseBytes = 314_159

  static func request(
    _ requestBytes: Int = requestBytes,
    _ responseBytes: Int = responseBytes
  ) -> Grpc_Testing_SimpleRequest {
    .with {
      $0.responseType = .compressable
      $0.responseSize = Int32(clamping: responseBytes)
      $0.payload = payload(requestBytes)
    }
  }

  static func payload(_ count: Int) -> Grpc_Testing_Payload {
    .with {
      $0.type = .compressable
      $0.body = Data(count: count)
    }
  }
}

/// What came back for a call of one request.
struct Reply<Answer: Message> {
  let status: Status
  /// The responses, each as its message.
  let answers: [Answer]
  /// Whether each of them came compressed.
  let wereCompressed: [Bool]
  let call: InteropCall
}

extension InteropChannel {
  /// Makes a call of one request and waits for its end.
  func call<Answer: Message>(
    _ path: String,
    _ request: some Message,
    _ options: Options = Options(),
    isCompressed: Bool = false,
    as answer: Answer.Type = Answer.self
  ) throws(InteropFailure) -> Reply<Answer> {
    let call = try start(path, options)
    send(try frame(request, isCompressed: isCompressed), on: call, isLast: true)
    return try finish(call)
  }

  /// Waits for the end of a call and reads all that came.
  func finish<Answer: Message>(_ call: InteropCall) throws(InteropFailure) -> Reply<Answer> {
    let status = try status(of: call)
    var answers: [Answer] = []
    var wereCompressed: [Bool] = []
    while let response = call.takeResponse() {
      answers.append(try response.read())
      wereCompressed.append(response.wasCompressed)
    }
    return Reply(status: status, answers: answers, wereCompressed: wereCompressed, call: call)
  }

  /// Makes the large unary call.
  func largeUnary(
    _ request: Grpc_Testing_SimpleRequest = LargeUnary.request(),
    _ options: Options = Options()
  ) throws(InteropFailure) -> Reply<Grpc_Testing_SimpleResponse> {
    try call(TestMethod.unaryCall.path, request, options)
  }
}

extension InteropCall.Response {
  /// The message in the bytes.
  func read<Answer: Message>(
    as answer: Answer.Type = Answer.self
  ) throws(InteropFailure) -> Answer {
    do {
      return try Answer(serializedBytes: bytes)
    } catch {
      throw InteropFailure("a response is no \(Answer.protoMessageName): \(error)")
    }
  }
}

/// Fails unless a call has ended with OK.
func expectOK(_ what: String, _ status: Status) throws(InteropFailure) {
  guard !status.isOK else { return }
  throw InteropFailure("expected \(what) to end with OK, got \(status)")
}

/// Fails unless a call has ended with a code.
func expectCode(
  _ what: String,
  _ status: Status,
  _ code: StatusCode
) throws(InteropFailure) {
  guard status.code != code else { return }
  throw InteropFailure("the status of \(what)", "\(code)", "\(status)")
}

extension Reply<Grpc_Testing_SimpleResponse> {
  /// Fails unless the call was fine, with one response of a size.
  func expect(
    _ what: String = "the call",
    bytes: Int = LargeUnary.responseBytes
  ) throws(InteropFailure) {
    try expectOK(what, status)
    try Interop.expect("the number of responses", answers.count, 1)
    try Interop.expect("the payload's type", answers[0].payload.type, .compressable)
    try Interop.expect("the payload's bytes", answers[0].payload.body.count, bytes)
  }
}

extension Reply<Grpc_Testing_StreamingOutputCallResponse> {
  /// Fails unless the call was fine, with responses of these sizes in this order.
  func expect(sizes: [Int]) throws(InteropFailure) {
    try expectOK("the call", status)
    try Interop.expect("the payloads' bytes", answers.map(\.payload.body.count), sizes)
  }
}
