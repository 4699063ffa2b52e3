import Foundation
import Scenarios
import Testing

@Suite struct ProxyTests {
  private func proxy(_ text: String) throws -> Proxy { try Proxy(text: text, subject: "--proxy") }

  @Test(
    arguments: [
      ("http://127.0.0.1:3128", "127.0.0.1:3128", nil),
      ("proxy.example:80/", "proxy.example:80", nil), ("HTTP://[::1]:1", "[::1]:1", nil),
      ("http://ada:secret@h:1", "h:1", ["ada", "secret"]),
      ("http://a%40b:p%3A%2f@h:1", "h:1", ["a@b", "p:/"]), ("http://ada@h:1", "h:1", ["ada", ""]),
      ("http://ada:a:b@c@h:1", "h:1", ["ada", "a:b@c"]),
    ] as [(String, String, [String]?)]
  )
  func `a proxy is read with and without a password`(
    text: String,
    endpoint: String,
    credentials: [String]?
  ) throws {
    let proxy = try proxy(text)
    #expect(proxy.endpoint.description == endpoint)
    #expect(proxy.credentials.map { [$0.user, $0.password] } == credentials)
    #expect(proxy.description == "http://\(credentials == nil ? "" : "***@")\(endpoint)")
  }

  @Test(arguments: [
    ("https://ada:secret@h:1", "a scheme other than http://"),
    ("socks5://ada:secret@h:1", "a scheme other than http://"),
    ("http://ada:secret@h", "names no proxy's host and port"),
    ("ada:secret@h:99999", "names no proxy's host and port"),
    ("http://ada:secret@", "names no proxy's host and port"),
    ("http://:secret@h:1", "a user or password that cannot be read"),
    ("http://ada:secret%0d@h:1", "a user or password that cannot be read"),
    ("http://ada:secret%x@h:1", "a user or password that cannot be read"),
    ("http://ada:secret%ff@h:1", "a user or password that cannot be read"),
    ("http://a%3ab:secret@h:1", "a user or password that cannot be read"),
    ("http://ada:secret@unix:/a", "is a unix socket"),
    ("http://ada:" + String(repeating: "secret", count: 200) + "@h:1", "cannot be read"),
  ])
  func `a text that is no proxy is refused without repeating its password`(
    text: String,
    reason: String
  ) {
    let line = #expect(throws: Complaint.self) { try proxy(text) }?.description ?? ""
    #expect(line.hasPrefix("--proxy ") && line.contains(reason), "\(line)")
    #expect(!line.contains("secret") && !line.contains("\n"))
  }

  @Test func `a plan says which proxy it has and keeps no password`() throws {
    var overrides = Overrides()
    let scenario = try Scenario(name: "s", yaml: "proxy: http://ada:secret@h:1")
    let plan = try scenario.plan()
    guard case .through(let proxy) = plan.proxy else { throw Complaint("\(plan.proxy)") }
    #expect(proxy.credentials == Proxy.Credentials(user: "ada", password: "secret"))
    let document = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
    #expect(document.contains(#"***@h:1""#) && !document.contains("secret"))
    for (text, choice) in [("env", ProxyChoice.environment), ("none", .direct)] {
      overrides[.proxy] = text
      let plan = try scenario.plan(overrides: overrides)
      #expect(plan.proxy == choice)
      let stored = try JSONDecoder().decode(Plan.self, from: try JSONEncoder().encode(plan))
      #expect(stored == plan)
    }
  }
}
