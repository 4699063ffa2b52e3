import Testing
import Transport

@Suite struct ProxyExceptionsTests {
  @Test(arguments: [
    ("*", "anything", true), ("example.com", "example.com", true),
    ("example.com", "a.example.com", true), (".example.com", "a.example.com", true),
    ("*.example.com", "a.example.com", true), ("example.com", "badexample.com", false),
    ("EXAMPLE.com", "a.Example.COM", true), ("example.com:443", "example.com", true),
    ("example.com:80", "example.com", false), ("a, b c,,d", "c", true), ("", "a", false),
    (".", "a", false), ("com", "example.com", true),
    ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1:443", "127.0.0.1", true),
    ("127.0.0.1:80", "127.0.0.1", false), ("10.0.0.0/8", "10.1.2.3", true),
    ("10.0.0.0/8", "11.1.2.3", false), ("10.1.2.4/31", "10.1.2.5", true),
    ("10.1.2.4/31", "10.1.2.6", false), ("0.0.0.0/0", "1.2.3.4", true),
    ("10.0.0.0/33", "10.0.0.0", false), ("10.0.0.0/x", "10.0.0.0", false),
    ("0.0.0.1", "127.0.0.1", false), ("0.1", "10.0.0.1", false),
    ("::1", "::1", true), ("::1", "[::1]", true), ("[::1]", "::1", true),
    ("[::1]:443", "::1", true),
    ("[::1]:80", "::1", false), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe00::1", false),
    ("::/0", "127.0.0.1", false), ("0:0:0:0:0:0:0:1", "::1", true),
  ])
  func `some hosts need no proxy`(list: String, host: String, isExcepted: Bool) {
    #expect(ProxyExceptions(list).contains(host: host, port: 443) == isExcepted)
  }
}
