import Bytes
import Foundation
import GRPC
import HTTP2
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// The request for `world`, and its answer, with their prefixes.
private let request: [UInt8] = [0, 0, 0, 0, 7, 0x0a, 5] + Array("world".utf8)
private let response: [UInt8] = [0, 0, 0, 0, 15, 0x0a, 13] + Array("Hello, world!".utf8)

@Suite(.serialized) struct ReferenceServerTests {
  private func serve(
    _ options: ServerOptions = ServerOptions(),
    _ body: (TestClient) throws -> Void
  ) throws -> Int {
    let server = try ReferenceServer(at: try loopback(), options: options)
    do {
      let client = try TestClient(server.address)
      try body(client)
    }
    return try server.stop()
  }

  private func loopback() throws -> SocketAddress {
    try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
  }

  @Test func `a greeting comes back with head, message and trailers`() throws {
    let answered = try serve { client in
      for _ in 0..<10 {
        let reply = client.call(TestClient.fields(), [request])
        #expect(reply.head[":status"] == "200")
        #expect(reply.head["content-type"] == "application/grpc")
        #expect(reply.data == response)
        #expect(reply.trailers == ["grpc-status": "0"])
        #expect(reply.reset == nil)
      }
    }
    #expect(answered == 10)
  }

  @Test(arguments: 1...12)
  func `a request in frames of any size is the same request`(size: Int) throws {
    let frames = stride(from: 0, to: request.count, by: size).map {
      Array(request[$0..<min($0 + size, request.count)])
    }
    let answered = try serve { client in
      #expect(client.call(TestClient.fields(), frames).data == response)
      #expect(client.call(TestClient.fields(), frames + [[]]).data == response)
    }
    #expect(answered == 2)
  }

  @Test func `a large request gets its large answer`() throws {
    let name = [UInt8](repeating: 0x61, count: 60_000)
    // The name's length, 60,000, in base 128.
    let body = [0x0a, 0xe0, 0xd4, 0x03] + name
    var message: [UInt8] = []
    MessagePrefix(length: body.count).append(to: &message)
    message += body
    _ = try serve { client in
      let reply = client.call(TestClient.fields(), [message])
      #expect(reply.status == "0")
      #expect(reply.data.count == message.count + 8)
    }
  }

  @Test(
    arguments: [
      ([], "12", "0 messages"), ([[]], "12", "0 messages"),
      ([request + request], "12", "2 messages"), ([request, request], "12", "2 messages"),
      ([Array(request.dropLast())], "13", "inside a message"), ([[0, 0]], "13|12", ""),
      ([[1] + request.dropFirst()], "13", "grpc-encoding"), ([[2] + request.dropFirst()], "13", ""),
      ([[0, 0xff, 0xff, 0xff, 0xff]], "8", "limit"), ([[0, 0, 0, 0, 1, 0xff]], "13", "protobuf"),
    ] as [([[UInt8]], String, String)]
  )
  func `a request that is not one message is refused with its reason`(
    frames: [[UInt8]],
    status: String,
    reason: String
  ) throws {
    let answered = try serve { client in
      let reply = client.call(TestClient.fields(), frames)
      #expect(status.split(separator: "|").contains(Substring(reply.status ?? "none")))
      #expect(reason.isEmpty || (reply.message ?? "").contains(reason), "\(reply.message ?? "")")
      #expect(client.call(TestClient.fields(), [request]).data == response)
    }
    #expect(answered == 2)
  }

  @Test(arguments: ["/greet.Greeter/SayGoodbye", "/greet.greeter/SayHello", "/", "/x"])
  func `a method that is not here is UNIMPLEMENTED`(path: String) throws {
    _ = try serve { client in
      let reply = client.call(TestClient.fields(path: path), [request])
      #expect(reply.head[":status"] == "200")
      #expect(reply.status == "12")
      #expect(client.call(TestClient.fields(), [request]).status == "0")
    }
  }

  @Test func `a refusal before the request's end stops the request without an error`() throws {
    _ = try serve { client in
      let stream = client.open(TestClient.fields(path: "/no.Such/Method"))
      let reply = client.reply(to: stream)
      #expect(reply.status == "12")
      client.wait { $0.replies[stream.id]?.reset != nil || $0.isClosed }
      #expect(client.replies[stream.id]?.reset == .noError)
      #expect(client.call(TestClient.fields(), [request]).status == "0")
    }
  }

  @Test(arguments: ["text/html", "application/connect+json", "application/grpcweb"])
  func `another content-type is HTTP 415`(contentType: String) throws {
    _ = try serve { client in
      let reply = client.call(TestClient.fields(contentType: contentType), [request])
      #expect(reply.head[":status"] == "415")
      #expect(reply.status == nil)
    }
  }

  @Test func `streams come over a socket, however many turns they take`() throws {
    let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
    do {
      let client = try TestClient(server.address)
      let many = HeaderField("grpcbench-messages", "200000")
      let path = "/greet.Greeter/SayHelloServerStream"
      let reply = client.call(TestClient.fields(path: path) + [many], [request])
      #expect(reply.status == "0")
      #expect(reply.data.count == 200_000 * response.count)
      let names = TestClient.fields(path: "/greet.Greeter/SayHelloClientStream")
      #expect(client.call(names, [request, request]).data.count == response.count + 7)
      let bidi = client.call(
        TestClient.fields(path: "/greet.Greeter/SayHelloBidi"),
        Array(repeating: request, count: 3)
      )
      #expect(bidi.data == response + response + response)
    }
    let tally = try server.finish()
    #expect(tally.calls == 3)
    #expect(tally.messagesReceived == 1 + 2 + 3)
    #expect(tally.messagesSent == 200_000 + 1 + 3)
    #expect(tally.bytesSent > 200_000 * Int64(response.count))
    #expect(tally.bytesReceived > 6 * Int64(request.count))
  }

  @Test func `health can be checked`() throws {
    _ = try serve { client in
      let fields = TestClient.fields(path: "/grpc.health.v1.Health/Check")
      #expect(client.call(fields, [[0, 0, 0, 0, 0]]).data == [0, 0, 0, 0, 2, 8, 1])
      #expect(client.call(fields, [[0, 0, 0, 0, 3, 0x0a, 1, 0x61]]).status == "5")
    }
  }

  @Test func `streams up to the limit run at once and those beyond are refused`() throws {
    var options = ServerOptions()
    options.maxConcurrentStreams = 3
    _ = try serve(options) { client in
      #expect(client.openLimit == 3)
      let streams = (0..<3).map { _ in client.open(TestClient.fields()) }
      #expect(!client.canOpen)
      for stream in streams.reversed() {
        client.send(request, on: stream, ends: true)
        #expect(client.reply(to: stream).status == "0")
      }
    }
  }

  @Test(arguments: [1, 2])
  func `a port that is taken is an error, however many threads want it`(threads: Int) throws {
    var options = ServerOptions()
    options.threads = threads
    let first = try ReferenceServer(at: try loopback(), options: options)
    let error = #expect(throws: SystemError.self) {
      try ReferenceServer(at: first.address, options: options)
    }
    #expect(error?.isAddressInUse == true)
    #expect(try first.stop() == 0)
  }

  @Test func `a stopped server says goodbye twice, admits what crossed, and closes`() throws {
    let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
    let client = try TestClient(server.address)
    #expect(client.call(TestClient.fields(), [request]).status == "0")
    #expect(try server.stop() == 1)
    client.wait { $0.isClosed }
    #expect(client.isClosed)
    #expect(client.farewells.map(\.last) == [0x7fff_ffff, 1])
    #expect(client.farewells.allSatisfy { $0.code == .noError })
  }

  @Test func `a client that breaks HTTP/2 is told why, and others are served`() throws {
    let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
    do {
      let good = try TestClient(server.address)
      let bad = try TestClient(server.address)
      // DATA on stream 0.
      [UInt8]([0, 0, 1, 0, 0, 0, 0, 0, 0, 7]).withUnsafeBytes { bad.http.output.append($0) }
      bad.wait { $0.isClosed }
      #expect(bad.farewells.map(\.code) == [.protocolError])
      #expect(good.call(TestClient.fields(), [request]).data == response)
    }
    #expect(try server.stop() == 1)
  }

  private func newPath() -> String {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("grpcbench-\(UUID().uuidString.prefix(8)).sock").path
  }

  @Test func `several threads serve one unix socket`() throws {
    let path = newPath()
    var options = ServerOptions()
    options.threads = 3
    let server = try ReferenceServer(at: try SocketAddress(path: path), options: options)
    do {
      let clients = try (0..<12).map { _ in try TestClient(server.address) }
      for client in clients {
        #expect(client.call(TestClient.fields(), [request]).data == response)
      }
    }
    let tally = try server.finish()
    #expect(tally.calls == 12 && tally.connectionsOpened == 12)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: [1, 2])
  func `a server that drains leaves its unix socket to the next one`(threads: Int) throws {
    let address = try SocketAddress(path: newPath())
    var options = ServerOptions()
    options.threads = threads
    let server = try ReferenceServer(at: address, options: options)
    let client = try TestClient(address)
    #expect(client.call(TestClient.fields(), [request]).data == response)
    let stream = client.open(TestClient.fields())
    client.send(Array(request.prefix(3)), on: stream, ends: false)
    client.flush()
    let stopping = try LoopThread { Result { try server.stop() } }
    client.wait { !$0.farewells.isEmpty }
    let next = try ReferenceServer(at: address, options: options)
    client.send(Array(request.dropFirst(3)), on: stream, ends: true)
    #expect(client.reply(to: stream).data == response)
    #expect(try stopping.join().get() == 2)
    do {
      let other = try TestClient(address)
      #expect(other.call(TestClient.fields(), [request]).data == response)
    }
    #expect(try next.stop() == 1)
  }

  @Test func `a unix socket is served and its path is gone afterwards`() throws {
    let path = newPath()
    let server = try ReferenceServer(
      at: try SocketAddress(path: path),
      options: ServerOptions()
    )
    do {
      let client = try TestClient(server.address)
      #expect(client.call(TestClient.fields(), [request]).data == response)
    }
    // A client that is gone is not waited for.
    let begin = EventLoop.now()
    #expect(try server.stop() == 1)
    #expect(EventLoop.now() - begin < .seconds(5))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a place taken by a client that left is free again`() throws {
    var options = ServerOptions()
    options.maxConnections = 2
    let server = try ReferenceServer(at: try loopback(), options: options)
    for _ in 0..<5 {
      let client = try TestClient(server.address)
      #expect(client.call(TestClient.fields(), [request]).status == "0")
    }
    #expect(try server.stop() == 5)
  }
}
