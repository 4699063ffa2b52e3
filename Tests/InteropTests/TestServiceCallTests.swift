import Foundation
import GRPC
import HTTP2
import ReferenceServer
import SwiftProtobuf
import Testing
import Timing

@testable import Interop

/// What the test service makes of requests, step by step.
@Suite struct TestServiceCallTests {
  /// The steps of a call until it waits or ends, in words.
  private func steps(_ call: inout TestServiceCall) -> [String] {
    var steps: [String] = []
    while true {
      switch call.next() {
      case .message(let message, let isCompressed):
        steps.append("\(message.count)\(isCompressed ? " gzip" : "")")
      case .pause(let length): steps.append("pause \(length)")
      case .request: return steps + ["request"]
      case .end(let status): return steps + ["\(status)"]
      case let step: return steps + ["\(step)"]
      }
    }
  }

  private func play(
    _ method: TestMethod,
    _ requests: [any Message],
    isCompressed: Bool = false
  ) throws -> [String] {
    var call = TestServiceCall(method, [])
    for request in requests {
      call.take(try request.serializedBytes(), isCompressed: isCompressed)
    }
    call.endRequests()
    return steps(&call)
  }

  private func duplex(
    _ responses: [(size: Int32, interval: Int32)]
  ) -> Grpc_Testing_StreamingOutputCallRequest {
    .with {
      $0.responseParameters = responses.map { response in
        .with { ($0.size, $0.intervalUs) = response }
      }
    }
  }

  @Test(
    arguments: [TestMethod.emptyCall, .unaryCall, .cacheableUnaryCall, .streamingOutputCall],
    [0, 2]
  )
  func `a call of one request has exactly one`(method: TestMethod, count: Int) throws {
    let requests = Array(repeating: Grpc_Testing_Empty(), count: count)
    let steps = try play(method, requests)
    #expect(steps.count == 1 && steps[0].hasPrefix("UNIMPLEMENTED: \(count) messages"))
  }

  @Test func `a response has the size that is asked for, and the server's name if that is`() throws
  {
    let request = Grpc_Testing_SimpleRequest.with { $0.responseSize = 100 }
    // A payload of 100 bytes: key and length around the body, and around that.
    #expect(try play(.unaryCall, [request]) == ["104", "OK"])
    #expect(try play(.cacheableUnaryCall, [request]) == ["104", "OK"])
    let named = Grpc_Testing_SimpleRequest.with { $0.fillServerID = true }
    #expect(try play(.unaryCall, [named]) == ["13", "OK"])
  }

  @Test(arguments: [Int32.min, -1, Int32(TestService.mostBytes) + 1, .max])
  func `a size beyond the limits is refused`(size: Int32) throws {
    let request = Grpc_Testing_SimpleRequest.with { $0.responseSize = size }
    #expect(try play(.unaryCall, [request])[0].hasPrefix("INVALID_ARGUMENT: a response of"))
    let stream = try play(.fullDuplexCall, [duplex([(1, 0), (size, 0)])])
    #expect(stream[0].hasPrefix("INVALID_ARGUMENT: a response of"))
  }

  @Test func `a stream's responses come with their pauses, request by request`() throws {
    var call = TestServiceCall(.fullDuplexCall, [])
    #expect(steps(&call) == ["request"])
    call.take(try duplex([(1, 0), (2, 3_000), (3, -5)]).serializedBytes(), isCompressed: false)
    #expect(steps(&call) == ["5", "pause 3 ms", "6", "7", "request"])
    call.take(try duplex([(4, 1)]).serializedBytes(), isCompressed: false)
    #expect(steps(&call) == ["pause 1 µs", "8", "request"])
    call.endRequests()
    #expect(steps(&call) == ["OK"])
  }

  @Test func `a half-duplex call answers after the last request`() throws {
    var call = TestServiceCall(.halfDuplexCall, [])
    for size in 1...3 {
      call.take(try duplex([(Int32(size), 0)]).serializedBytes(), isCompressed: false)
      #expect(steps(&call) == ["request"])
    }
    call.endRequests()
    #expect(steps(&call) == ["5", "6", "7", "OK"])
  }

  @Test(
    arguments: [
      (TestMethod.halfDuplexCall, [TestService.mostOwed, 1]),
      (.fullDuplexCall, [TestService.mostOwed, 1]), (.fullDuplexCall, [TestService.mostOwed + 1]),
      (.streamingOutputCall, [TestService.mostOwed + 1]),
    ]
  )
  func `no call owes without end`(method: TestMethod, counts: [Int]) throws {
    let requests = counts.map { duplex(Array(repeating: (0, 0), count: $0)) }
    let steps = try play(method, requests)
    #expect(steps.count == 1 && steps[0].hasPrefix("RESOURCE_EXHAUSTED"))
  }

  @Test func `what was sent is owed no more`() throws {
    let many = duplex(Array(repeating: (0, 0), count: TestService.mostOwed))
    var call = TestServiceCall(.fullDuplexCall, [])
    for _ in 0..<3 {
      call.take(try many.serializedBytes(), isCompressed: false)
      let steps = steps(&call)
      #expect(steps.count == TestService.mostOwed + 1 && steps.last == "request")
    }
  }

  @Test(arguments: [(Int32(1), StatusCode.cancelled), (16, .unauthenticated), (17, .unknown)])
  func `a status comes back at once, and nothing after it`(code: Int32, found: StatusCode) throws {
    var request = duplex([(1, 0)])
    request.responseStatus = .with { ($0.code, $0.message) = (code, "so") }
    var call = TestServiceCall(.fullDuplexCall, [])
    call.take(try request.serializedBytes(), isCompressed: false)
    #expect(steps(&call) == ["\(Status(found, "so"))"])
  }

  @Test func `a status of OK is none`() throws {
    let request = Grpc_Testing_SimpleRequest.with { $0.responseStatus = .with { $0.code = 0 } }
    #expect(try play(.unaryCall, [request]).last == "OK")
  }

  @Test(arguments: [true, false], [true, false])
  func `compression must be as announced`(isExpected: Bool, isCompressed: Bool) throws {
    let wish = Grpc_Testing_BoolValue.with { $0.value = isExpected }
    let one = Grpc_Testing_SimpleRequest.with { $0.expectCompressed = wish }
    let unary = try play(.unaryCall, [one], isCompressed: isCompressed)
    let many = Grpc_Testing_StreamingInputCallRequest.with { $0.expectCompressed = wish }
    let stream = try play(.streamingInputCall, [many], isCompressed: isCompressed)
    for steps in [unary, stream] {
      let isRefused = steps[0].hasPrefix("INVALID_ARGUMENT: the message came")
      #expect(isRefused == (isExpected != isCompressed))
    }
  }

  @Test func `only the metadata of the tests comes back`() {
    let initial = HeaderField("x-grpc-test-echo-initial", "a")
    let trailing = HeaderField("x-grpc-test-echo-trailing-bin", "q6ur")
    let call = TestServiceCall(.unaryCall, [initial, HeaderField("x-other", "b"), trailing])
    #expect(call.initialMetadata == [initial])
    #expect(call.trailingMetadata == [trailing])
  }

  @Test(arguments: TestMethod.allCases)
  func `what is no protobuf message is refused`(method: TestMethod) {
    var call = TestServiceCall(method, [])
    call.take([0xff], isCompressed: false)
    call.endRequests()
    #expect(steps(&call)[0].hasPrefix("INTERNAL: the request is not the protobuf"))
  }

  @Test func `every method is described, and so is what no server has`() throws {
    let described = try InteropDescriptors.all.flatMap { bytes in
      let file = try Google_Protobuf_FileDescriptorProto(serializedBytes: bytes)
      return file.service.flatMap { service in
        service.method.map { "/\(file.package).\(service.name)/\($0.name)" }
      }
    }
    let missing = [MissingMethod.ofTestService, MissingMethod.ofNoService]
    #expect(Set(described) == Set(TestMethod.allCases.map(\.path) + missing))
  }
}
