import Bytes
import Foundation
import GRPC
import HTTP2
import ReferenceServer
import SwiftProtobuf
import Timing

/// One call of the test service: it keeps the responses that it owes and makes them one by one.
struct TestServiceCall: GuestCall {
  /// A response that is owed, as small as what asks for it allows.
  private struct Debt {
    let size: Int32
    /// Microseconds before it.
    var pause: Int32
    let isCompressed: Bool
  }

  let initialMetadata: [HeaderField]
  let trailingMetadata: [HeaderField]

  private let method: TestMethod
  private var requests = 0
  private var hasAllRequests = false
  /// What is owed, and how much of it was paid.
  private var debts: [Debt] = []
  private var paid = 0
  /// Bytes of all requests together.
  private var received = 0
  private var fillsServerID = false
  /// What the call ends with, whatever it owes.
  private var failure: Status?
  private var hasAnswered = false

  init(_ method: TestMethod, _ fields: [HeaderField]) {
    self.method = method
    let initial = Array(EchoedMetadata.initialName.utf8)
    initialMetadata = fields.filter { $0.name == initial }
    let trailing = Array(EchoedMetadata.trailingName.utf8)
    trailingMetadata = fields.filter { $0.name == trailing }
  }

  mutating func take(_ message: [UInt8], isCompressed: Bool) {
    requests += 1
    guard failure == nil else { return }
    do {
      try read(message, isCompressed)
    } catch {
      failure = Status(
        .internal,
        "the request is not the protobuf message that the method takes"
      )
    }
  }

  mutating func endRequests() {
    hasAllRequests = true
    guard failure == nil, method.takesOne, requests != 1 else { return }
    failure = .wrongMessageCount(requests, expected: 1)
  }

  mutating func next() -> GuestStep {
    // After an echoed status nothing more is read (the specification of the tests).
    if let failure, !method.takesOne || hasAllRequests { return .end(failure) }
    if !hasAllRequests, method != .fullDuplexCall { return .request }
    if let step = pay() { return step }
    guard hasAllRequests else { return .request }
    guard method.answersOne, !hasAnswered else { return .end(.ok) }
    hasAnswered = true
    return .message(answer, isCompressed: false)
  }

  private mutating func read(_ message: [UInt8], _ isCompressed: Bool) throws {
    switch method {
    case .emptyCall:
      _ = try Grpc_Testing_Empty(serializedBytes: message)
    case .unaryCall, .cacheableUnaryCall:
      let request = try Grpc_Testing_SimpleRequest(serializedBytes: message)
      failure = request.hasResponseStatus ? Self.echo(request.responseStatus) : nil
      if request.hasExpectCompressed { expect(request.expectCompressed.value, isCompressed) }
      fillsServerID = request.fillServerID
      owe(size: request.responseSize, isCompressed: request.responseCompressed.value)
    case .streamingInputCall:
      let request = try Grpc_Testing_StreamingInputCallRequest(serializedBytes: message)
      if request.hasExpectCompressed { expect(request.expectCompressed.value, isCompressed) }
      received += request.payload.body.count
    case .streamingOutputCall, .fullDuplexCall, .halfDuplexCall:
      let request = try Grpc_Testing_StreamingOutputCallRequest(serializedBytes: message)
      failure = request.hasResponseStatus ? Self.echo(request.responseStatus) : nil
      owe(request.responseParameters)
    }
  }

  /// The status that a request asks for; nil when that is OK.
  private static func echo(_ wanted: Grpc_Testing_EchoStatus) -> Status? {
    guard wanted.code != 0 else { return nil }
    let code = UInt8(exactly: wanted.code).flatMap { StatusCode(rawValue: $0) }
    return Status(code ?? .unknown, wanted.message)
  }

  private mutating func expect(_ wanted: Bool, _ isCompressed: Bool) {
    guard wanted != isCompressed else { return }
    failure = Status(
      .invalidArgument,
      wanted
        ? "the message came uncompressed and was to be compressed"
        : "the message came compressed and was not to be"
    )
  }

  private mutating func owe(_ responses: [Grpc_Testing_ResponseParameters]) {
    // What is paid need not be remembered.
    debts.removeFirst(paid)
    paid = 0
    guard debts.count + responses.count <= TestService.mostOwed else {
      failure = Status(
        .resourceExhausted,
        "over \(TestService.mostOwed) responses are asked for and not sent yet"
      )
      return
    }
    for response in responses {
      owe(
        size: response.size,
        isCompressed: response.compressed.value,
        pause: max(0, response.intervalUs)
      )
    }
  }

  private mutating func owe(size: Int32, isCompressed: Bool, pause: Int32 = 0) {
    guard (0...TestService.mostBytes).contains(Int(size)) else {
      failure = Status(
        .invalidArgument,
        "a response of \(size) bytes; ask for 0 to \(TestService.mostBytes)"
      )
      return
    }
    debts.append(Debt(size: size, pause: pause, isCompressed: isCompressed))
  }

  /// The next step towards a response that is owed; nil when none is.
  private mutating func pay() -> GuestStep? {
    guard paid < debts.count else { return nil }
    guard debts[paid].pause == 0 else {
      defer { debts[paid].pause = 0 }
      return .pause(.microseconds(Int64(debts[paid].pause)))
    }
    let debt = debts[paid]
    paid += 1
    hasAnswered = true
    return .message(response(Int(debt.size)), isCompressed: debt.isCompressed)
  }

  private func response(_ size: Int) -> [UInt8] {
    let payload = Grpc_Testing_Payload.with { $0.body = Data(count: size) }
    guard method == .unaryCall || method == .cacheableUnaryCall else {
      return Self.bytes(Grpc_Testing_StreamingOutputCallResponse.with { $0.payload = payload })
    }
    return Self.bytes(
      Grpc_Testing_SimpleResponse.with {
        $0.payload = payload
        if fillsServerID { $0.serverID = "grpcbench" }
      }
    )
  }

  /// The one answer of a call that owes none by size.
  private var answer: [UInt8] {
    guard method == .streamingInputCall else { return [] }
    return Self.bytes(
      Grpc_Testing_StreamingInputCallResponse.with {
        $0.aggregatedPayloadSize = Int32(clamping: received)
      }
    )
  }

  private static func bytes(_ message: some Message) -> [UInt8] {
    do {
      return try message.serializedBytes()
    } catch {
      preconditionFailure("a response could not be serialized: \(error)")
    }
  }
}

extension TestMethod {
  /// Whether a call has one response, which is not asked for by its size.
  fileprivate var answersOne: Bool { self == .emptyCall || self == .streamingInputCall }
}

/// The metadata that the test service sends back.
enum EchoedMetadata {
  /// Comes back with the response's head.
  static let initialName = "x-grpc-test-echo-initial"
  /// Comes back with the trailers.
  static let trailingName = "x-grpc-test-echo-trailing-bin"
}
