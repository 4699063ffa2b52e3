import Scenarios
import Testing

@Suite struct EndpointTests {
  @Test(
    arguments: [
      ("127.0.0.1:50051", .network(host: "127.0.0.1", port: 50051)),
      ("[::1]:1", .network(host: "::1", port: 1)),
      ("[fe80::1%eth0]:443", .network(host: "fe80::1%eth0", port: 443)),
      ("greeter.example.com:65535", .network(host: "greeter.example.com", port: 65535)),
      ("unix:/run/greeter.sock", .unix(path: "/run/greeter.sock")),
      ("unix:greeter.sock", .unix(path: "greeter.sock")),
      (
        "unix:" + String(repeating: "p", count: 107),
        .unix(path: String(repeating: "p", count: 107))
      ),
    ] as [(String, Endpoint)]
  )
  func `a written endpoint is read and prints as it was written`(
    text: String,
    endpoint: Endpoint
  ) throws {
    #expect(try Endpoint(Entry(text, subject: "--target")) == endpoint)
    #expect(endpoint.description == text)
  }

  @Test(
    arguments: [
      ("dns:greeter:443", .network(host: "greeter", port: 443)),
      ("dns:///greeter:443", .network(host: "greeter", port: 443)),
      ("dns:50051", .network(host: "dns", port: 50_051)),
      ("ipv4:127.0.0.1:1", .network(host: "127.0.0.1", port: 1)),
      ("ipv6:[::1]:1", .network(host: "::1", port: 1)),
      ("unix:///run/greeter.sock", .unix(path: "/run/greeter.sock")),
      ("unix-abstract:greeter", .abstract(name: "greeter")),
    ] as [(String, Endpoint)]
  )
  func `the schemes of gRPC are read`(text: String, endpoint: Endpoint) throws {
    #expect(try Endpoint(Entry(text, subject: "--target")) == endpoint)
    #expect(try Endpoint(Entry(endpoint.description, subject: "--target")) == endpoint)
  }

  @Test(arguments: [
    ("dns://8.8.8.8/greeter:1", "names a DNS server"), ("dns:greeter", "has no port"),
    ("ipv4:greeter:1", "no IPv4 address"), ("ipv4:[::1]:1", "no IPv4 address"),
    ("ipv6:127.0.0.1:1", "no IPv6 address"), ("ipv4:127.0.0.1:1,127.0.0.2:1", "several addresses"),
    ("unix://run/greeter.sock", "has a host before its path"), ("unix-abstract:", "has no path"),
    ("xds:///greeter:1", "has a scheme"),
    ("localhost", "has no port; write it as localhost:50051"), ("", "has no port"),
    (":50051", "has no host"), ("localhost:", "port that is not a number"),
    ("localhost:http", "port that is not a number"), ("localhost:0", "port out of range"),
    ("localhost:65536", "port out of range"), ("localhost:99999999999999999999", "out of range"),
    ("localhost:-1", "port that is not a number"), ("::1:50051", "is ambiguous"),
    ("[::1]", "has no port; write it as [::1]:50051"), ("[::1:50051", "closing bracket"),
    ("[]:50051", "no IPv6 address"), ("[host]:50051", "no IPv6 address"),
    ("http://localhost:50051", "has a scheme"), ("local host:50051", "no name or address"),
    ("a/b:50051", "no name or address"), ("unix:", "has no path"),
    ("unix:" + String(repeating: "p", count: 108), "has a path of 108 bytes"),
    (String(repeating: "h", count: 254) + ":1", "no name or address"),
  ])
  func `a text that is no endpoint says what is wrong`(text: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) {
      try Endpoint(Entry(text, subject: "--target"))
    }
    let message = complaint?.description ?? ""
    #expect(message.hasPrefix("--target ") && message.contains(reason), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func `port zero asks for a free port where that makes sense`() throws {
    let entry = Entry("127.0.0.1:0", subject: "--listen")
    #expect(try Endpoint(entry, lowestPort: 0) == .network(host: "127.0.0.1", port: 0))
  }
}
