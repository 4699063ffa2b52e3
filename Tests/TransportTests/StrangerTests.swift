import Testing

@testable import Transport

@Suite struct StrangerTests {
  private func stranger(_ bytes: [UInt8]) -> Stranger? { Stranger(bytes.span) }

  @Test(
    arguments: [
      ("HTTP/1.1 400 Bad Request\r\n\r\n", .http1("400 Bad Request")),
      ("HTTP/1.0 505 \u{7}\r\n", .http1("505 ")), ("HTTP/1.1", .http1("")),
      (
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        .http1("400 Bad Request, this is an HTTPS port")
      ),
      ("<!DOCTYPE HTML>\n<html lang=\"en\">", .page(isForTLS: false)),
      ("<", .page(isForTLS: false)),
      (
        "<html><title>The plain HTTP request was sent to HTTPS port</title>",
        .page(isForTLS: true)
      ),
      ("SSH-2.0-OpenSSH_9.2\r\n", .ssh), ("-ERR unknown command\r\n", .redis),
      ("220 mail.example ESMTP\r\n", .mailOrFTP), ("220-FTP\r\n", .mailOrFTP),
      ("\u{15}\u{3}\u{3}\0\u{2}\u{2}F", .tls),
    ] as [(String, Stranger)]
  )
  func `a server of another protocol is known by what it says first`(
    text: String,
    expected: Stranger
  ) {
    #expect(stranger(Array(text.utf8)) == expected)
    #expect(!expected.trouble.contains("\n") && !expected.trouble.contains("\u{7}"))
  }

  @Test(
    arguments: [
      [], [0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 18, 4], [0, 64, 0, 4, 0], [72, 84, 84], [21],
      [21, 3],
      [0x3F, 0xFF, 0xFF, 4, 0],
    ] as [[UInt8]]
  )
  func `what may be HTTP/2 is nobody else's`(bytes: [UInt8]) {
    #expect(stranger(bytes) == nil)
  }
}
