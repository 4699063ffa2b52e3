import Bytes
import CAllocations
import Connect
import GRPC
import GreetService
import HTTP1
import HTTP2
import Scenarios
import SwiftProtobuf
import Testing

@testable import ReferenceServer

/// What a call takes from the allocator on the server's side of a connection.
///
/// The answer is a message of its own, made by the codec that services use: that is an array, and
/// in protobuf what SwiftProtobuf takes beside it. All else is to take nothing.
@Suite struct ServerAllocationTests {
  private static let calls = 2_000

  /// What the codec takes for one greeting.
  private static func codec(_ format: MessageFormat) -> UInt64 {
    let request = Self.request(format)
    func answer() {
      guard
        case .message = Answer(.sayHello, to: request.span, in: Dialect(isConnect: true, format))
      else { return }
    }
    for _ in 0..<10 { answer() }
    let before = grpcbench_allocations_of_this_thread()
    for _ in 0..<calls { answer() }
    return grpcbench_allocations_of_this_thread() - before
  }

  private static func request(_ format: MessageFormat) -> [UInt8] {
    var request = Greet_HelloRequest()
    request.name = "world"
    return MessageCodec.encode(request, format) ?? []
  }

  @Test(arguments: MessageFormat.allCases)
  func `a call over HTTP/1.1 allocates what its codec does and no more`(format: MessageFormat) {
    let options = ServerOptions()
    var server = HTTP1Session(options, GzipCodec(), Laboratory(options.laboratory))
    let request = HTTP1Exchange.request(
      ServerMethod.sayHello.path,
      type: MediaType.field(format),
      Self.request(format)
    )
    var input = ReceiveBuffer()
    var bytes = 0
    func turn() {
      server.http.begin(&input)
      input.append(request[...])
      _ = server.receive(&input)
      server.http.end(&input)
      bytes += server.http.output.count
      server.http.output.take(server.http.output.count)
    }
    for _ in 0..<10 { turn() }
    let before = grpcbench_allocations_of_this_thread()
    for _ in 0..<Self.calls { turn() }
    let allocations = grpcbench_allocations_of_this_thread() - before
    #expect(server.tally.calls == Self.calls + 10)
    #expect(bytes > 0)
    #expect(allocations <= Self.codec(format) + 5, "\(format): \(allocations)")
  }

  @Test(arguments: [Dialect.grpc, .grpcJSON, .connect, .connectJSON])
  func `a call over HTTP/2 allocates what its codec does and no more`(dialect: Dialect) {
    let options = ServerOptions()
    var server = ServerSession(
      options,
      GzipCodec(),
      Laboratory(options.laboratory)
    )
    var client = HTTP2.Connection(role: .client, configuration: .client(maxOpenStreams: 10))
    let request = Self.request(dialect.format)
    let message = dialect.isConnect ? request : [0, 0, 0, 0, UInt8(request.count)] + request
    let template = client.register(HeaderTemplate(Self.fields(dialect)), message: message)
    var serverInput = ReceiveBuffer()
    var clientInput = ReceiveBuffer()
    var allocations: UInt64 = 0
    func turn(opens: Bool) {
      if opens { _ = client.open(request: template, user: 0) }
      let asked = client.output.takeAll()
      let before = grpcbench_allocations_of_this_thread()
      server.http.begin(&serverInput)
      serverInput.append(asked[...])
      _ = server.receive(&serverInput)
      server.http.end(&serverInput)
      _ = server.produce()
      allocations += grpcbench_allocations_of_this_thread() - before
      let answered = server.http.output.takeAll()
      client.begin(&clientInput)
      clientInput.append(answered[...])
      while client.nextAnswer(&clientInput) != nil || client.next(&clientInput) != nil {}
      client.end(&clientInput)
    }
    for _ in 0..<3 { turn(opens: false) }
    for _ in 0..<300 { turn(opens: true) }
    allocations = 0
    for _ in 0..<Self.calls { turn(opens: true) }
    #expect(server.tally.calls == Self.calls + 300)
    #expect(allocations <= Self.codec(dialect.format) + 20, "\(dialect): \(allocations)")
  }

  private static func fields(_ dialect: Dialect) -> [HeaderField] {
    let start = [
      HeaderField(":method", "POST"), HeaderField(":scheme", "http"),
      HeaderField(":path", ServerMethod.sayHello.path), HeaderField(":authority", "localhost"),
    ]
    guard dialect.isConnect else {
      let type = dialect == .grpc ? "application/grpc" : "application/grpc+json"
      return start + [HeaderField("te", "trailers"), HeaderField("content-type", type)]
    }
    return start + UnaryRequest.fields(dialect.format).map { HeaderField($0, $1) }
  }
}
