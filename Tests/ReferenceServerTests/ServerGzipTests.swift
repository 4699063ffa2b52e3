import GRPC
import GreetService
import HTTP2
import Testing

@testable import ReferenceServer

@Suite struct ServerGzipTests {
  private static let sends = HeaderField("grpc-encoding", "gzip")
  private static let reads = HeaderField("grpc-accept-encoding", "identity,deflate,gzip")

  private func call(
    _ method: GreeterMethod,
    _ metadata: [HeaderField],
    _ body: [UInt8],
    _ options: ServerOptions = ServerOptions()
  ) -> TestClient.Reply {
    let exchange = Exchange(options)
    let stream = exchange.open(method, metadata, body)
    exchange.settle { 11 }
    return exchange.replies[stream.id] ?? TestClient.Reply()
  }

  @Test(arguments: GreeterMethod.greetings)
  func `every kind of call takes gzip and answers in kind`(method: GreeterMethod) throws {
    let reply = call(method, [Self.sends, Self.reads], try Wire.gzipped(["Ann"]))
    #expect(reply.status == "0")
    #expect(reply.head["grpc-encoding"] == "gzip")
    #expect(reply.head["grpc-accept-encoding"] == "identity,gzip")
    let greetings = try Wire.greetings(reply.data)
    #expect(greetings.count == (method == .sayHelloServerStream ? 10 : 1))
    #expect(greetings.allSatisfy { $0.text == "Hello, Ann!" && $0.isCompressed })
  }

  @Test(arguments: GreeterMethod.greetings)
  func `a call that does not read gzip is answered plainly`(method: GreeterMethod) throws {
    var options = ServerOptions()
    options.compression = .gzip
    let fields = [Self.sends, HeaderField("grpcbench-compression", "gzip")]
    let reply = call(method, fields, try Wire.gzipped(["Ann"]), options)
    #expect(reply.head["grpc-encoding"] == nil)
    #expect(try Wire.greetings(reply.data).allSatisfy { $0.text == "Hello, Ann!" })
    #expect(try Wire.greetings(reply.data).allSatisfy { !$0.isCompressed })
  }

  @Test func `plain and compressed messages may follow each other`() throws {
    let body = try Wire.gzipped(["Ann"]) + Wire.requests(["Bob"]) + Wire.gzipped(["Cyd", ""])
    let reply = call(.sayHelloClientStream, [Self.sends], body)
    #expect(try Wire.greetings(reply.data).map(\.text) == ["Hello, Ann, Bob, Cyd, !"])
  }

  @Test(
    arguments: [
      (nil, .identity, false), ("gzip", .identity, true), (nil, .gzip, true),
      ("identity", .gzip, false),
    ] as [(String?, MessageEncoding, Bool)]
  )
  func `the call's wish goes before the server's habit`(
    wish: String?,
    habit: MessageEncoding,
    isCompressed: Bool
  ) throws {
    var options = ServerOptions()
    options.compression = habit
    let fields = [Self.reads] + (wish.map { [HeaderField("grpcbench-compression", $0)] } ?? [])
    let reply = call(.sayHello, fields, try Wire.requests(["Ann"]), options)
    #expect(try Wire.greetings(reply.data).map(\.isCompressed) == [isCompressed])
    #expect(reply.head["grpc-encoding"] == (isCompressed ? "gzip" : nil))
  }

  @Test func `a compression that is none is refused by name`() throws {
    let fields = [HeaderField("grpcbench-compression", "brotli")]
    let reply = call(.sayHello, fields, try Wire.requests(["Ann"]))
    #expect(reply.status == "3")
    #expect(reply.message?.contains("grpcbench-compression is \"brotli\"") == true)
  }

  @Test func `an encoding that we do not read is UNIMPLEMENTED and says what we read`() throws {
    let fields = [HeaderField("grpc-encoding", "deflate")]
    let reply = call(.sayHello, fields, try Wire.requests(["Ann"]))
    #expect(reply.status == "12")
    #expect(reply.head["grpc-accept-encoding"] == "identity,gzip")
  }

  @Test(arguments: GreeterMethod.greetings)
  func `a bomb is RESOURCE_EXHAUSTED and broken gzip is INTERNAL`(method: GreeterMethod) throws {
    let bomb = Wire.gzip([UInt8](repeating: 0, count: 5 << 20))
    let exhausted = call(method, [Self.sends], Wire.framed(bomb, isCompressed: true))
    #expect(exhausted.status == "8")
    #expect(exhausted.message?.contains("holds more than the limit of 4194304 bytes") == true)
    let broken = call(method, [Self.sends], Wire.framed([1, 2, 3], isCompressed: true))
    #expect(broken.status == "13")
    #expect(broken.message?.contains("gzip") == true)
    let empty = call(method, [Self.sends], Wire.framed([], isCompressed: true))
    #expect(empty.status == "13")
  }
}
