import Foundation
import Testing

@testable import Scenarios

@Suite struct TLSSettingsTests {
  private func plan(_ yaml: String, _ change: (inout Overrides) -> Void = { _ in }) throws -> Plan {
    var overrides = Overrides()
    change(&overrides)
    return try Scenario(name: "test", yaml: yaml).plan(overrides: overrides)
  }

  @Test func `without a word there is no TLS`() throws {
    #expect(try plan("streams: 1").tls == nil)
    #expect(try plan("tls:\n  enabled: false\n  ca: a.pem").tls == nil)
  }

  @Test func `any setting turns it on`() throws {
    #expect(try plan("tls:\n  enabled: true").tls == TLSSettings())
    #expect(try plan("tls:\n  insecure: true").tls?.isInsecure == true)
    #expect(try plan("streams: 1") { $0[.tlsEnabled] = "true" }.tls == TLSSettings())
  }

  @Test func `all of them are read`() throws {
    let yaml = """
      tls:
        ca: ca.pem
        server_name: foo.test.google.fr
        certificate: client.pem
        key: client.key
        min_version: 1.2
        max_version: 1.2
        resumption: false
      """
    var tls = TLSSettings()
    tls.authorities = "ca.pem"
    tls.serverName = "foo.test.google.fr"
    tls.certificate = "client.pem"
    tls.key = "client.key"
    tls.maxVersion = .v12
    tls.resumption = false
    let plan = try plan(yaml)
    #expect(plan.tls == tls)
    let text = try JSONEncoder().encode(plan)
    #expect(try JSONDecoder().decode(Plan.self, from: text) == plan)
  }

  @Test func `whom to believe is chosen by the nearest`() throws {
    let near = try plan("tls:\n  ca: a.pem") { $0[.tlsInsecure] = "true" }
    #expect(near.tls?.isInsecure == true && near.tls?.authorities == nil)
    let far = try plan("tls:\n  insecure: true") { $0[.tlsCA] = "a.pem" }
    #expect(far.tls?.isInsecure == false && far.tls?.authorities == "a.pem")
  }

  @Test(
    arguments: [
      ("ca: \"\"", "names no file"), ("server_name: a b", "no host's name"),
      ("certificate: a.pem", "needs its key"), ("key: a.key", "needs its certificate"),
      ("min_version: 1.3\n  max_version: 1.2", "leaves no version"),
      ("ca: a.pem\n  insecure: true", "means nothing"), ("enabled: maybe", "true or false"),
      ("min_version: 1.1", "give 1.2 or 1.3"), ("cas: a", "did you mean"),
    ]
  )
  func `what makes no sense is refused`(line: String, fragment: String) {
    #expect {
      try plan("tls:\n  \(line)")
    } throws: { error in
      "\(error)".contains(fragment)
    }
  }

  @Test(
    arguments: [
      (Setting.tlsEnabled, "--tls"), (.tlsCA, "--ca"), (.tlsInsecure, "--insecure"),
      (.tlsServerName, "--server-name"), (.tlsCertificate, "--certificate"), (.tlsKey, "--key"),
      (.tlsMinVersion, "--tls-min-version"), (.tlsResumption, "--tls-resumption"),
    ]
  )
  func `options have the names that people know`(setting: Setting, option: String) {
    #expect(setting.option == option)
  }
}
