import Scenarios
import Testing

@testable import grpcbench

@Suite struct ProxyEnvironmentTests {
  private func choice(_ values: [String: String]) throws -> ProxyEnvironment.Choice {
    try ProxyEnvironment(values).choice(host: "greeter.example", port: 443)
  }

  @Test(
    arguments: [
      ([:], nil, "names none"), (["HTTP_PROXY": "http://p:1"], nil, "names none"),
      (["HTTPS_PROXY": "http://p:1"], "http://p:1", "named by HTTPS_PROXY"),
      (["https_proxy": "p:1", "HTTPS_PROXY": "q:1"], "http://p:1", "named by https_proxy"),
      (["grpc_proxy": "p:1", "https_proxy": "q:1"], "http://p:1", "named by grpc_proxy"),
      (["grpc_proxy": "", "https_proxy": "q:1"], "http://q:1", "named by https_proxy"),
      (["https_proxy": "p:1", "NO_PROXY": "example"], nil, "because of NO_PROXY"),
      (["https_proxy": "p:1", "no_proxy": "other"], "http://p:1", "named by https_proxy"),
      (
        ["https_proxy": "p:1", "no_grpc_proxy": "other", "no_proxy": "*"], "http://p:1",
        "named by https_proxy"
      ),
      (["https_proxy": "ada:secret@p:1"], "http://***@p:1", "through http://***@p:1"),
    ] as [([String: String], String?, String)]
  )
  func `the environment names a proxy or none, and where is said`(
    values: [String: String],
    proxy: String?,
    note: String
  ) throws {
    let choice = try choice(values)
    #expect(choice.proxy?.description == proxy)
    #expect(choice.note.contains(note) && !choice.note.contains("secret"), "\(choice.note)")
  }

  @Test func `a proxy that cannot be read is named by its variable alone`() {
    let line = #expect(throws: Complaint.self) {
      try choice(["HTTPS_PROXY": "https://ada:secret@p:1"])
    }
    #expect(line?.description.hasPrefix("HTTPS_PROXY has a scheme other than http://") == true)
    #expect(line?.description.contains("secret") == false)
  }
}
