import Testing

@testable import ReferenceServer

@Suite struct TongueTests {
  @Test(
    arguments: [
      ("", .unknown), ("P", .unknown), ("PRI", .unknown), ("PRI ", .http2),
      ("PRI * HTTP/2.0", .http2), ("POST", .http1), ("PUT /", .http1), ("GET / HTTP/1.1", .http1),
      ("get", .http1), ("PRIX", .http1), ("\u{16}\u{03}\u{01}", .http2), ("\0", .http2),
      (" GET", .http2), ("\r", .unknown), ("\r\n", .http1), ("\r\nGET", .http1), ("\rG", .http2),
      ("\n", .http2),
    ] as [(String, ServerChannel.Tongue)]
  )
  func `the first bytes say what a client speaks`(text: String, tongue: ServerChannel.Tongue) {
    let bytes = Array(text.utf8)
    #expect(ServerChannel.Tongue(firstBytes: bytes.span) == tongue)
  }
}
