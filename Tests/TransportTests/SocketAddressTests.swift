import Testing

@testable import Transport

@Suite struct SocketAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1:50051"), ("::1", "[::1]:50051"), ("192.0.2.7", "192.0.2.7:50051"),
  ])
  func `a numeric address reads as it was written`(host: String, text: String) throws {
    let address = try #require(try SocketAddress.resolve(host: host, port: 50_051).first)
    #expect(address.description == text)
    #expect(address.port == 50_051)
    #expect(address.isLoopback == (host != "192.0.2.7"))
  }

  @Test func `a name that does not exist is said in one line`() throws {
    let error = try #require(throws: ResolutionError.self) {
      try SocketAddress.resolve(host: "no such host", port: 1)
    }
    #expect(error.description.hasPrefix("no such host does not resolve: "))
    #expect(!error.description.contains("\n"))
  }

  @Test func `a unix path fits or is refused`() throws {
    let longest = "/" + String(repeating: "a", count: SocketAddress.longestPath - 1)
    let address = try SocketAddress(path: longest)
    #expect(address.description == "unix:\(longest)")
    #expect(address.port == nil)
    #expect(address.isLoopback)
    for path in ["", longest + "a"] {
      #expect(throws: SystemError.self) { try SocketAddress(path: path) }
    }
  }
}
