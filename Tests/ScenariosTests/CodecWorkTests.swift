import Bytes
import Scenarios
import Testing

/// What a scenario can say about payloads and who works with them.
@Suite struct CodecWorkTests {
  private func plan(_ yaml: String) throws -> Plan {
    try Scenario(name: "codec", yaml: yaml).plan()
  }

  @Test func `the generator prepares and the server works, unless they are told otherwise`() throws
  {
    #expect(try plan("streams: 1").codec == .prepared)
    #expect(try plan("streams: 1").server.codec == .live)
    #expect(try plan("codec: live").codec == .live)
    #expect(try plan("server: {codec: prepared}").server.codec == .prepared)
  }

  @Test(arguments: PayloadName.allCases)
  func `a payload makes Echo the method`(name: PayloadName) throws {
    let call = try plan("request: {payload: \(name)}").calls[0]
    #expect(call.request.payload == name)
    #expect(call.method.path == "/greet.Payloads/Echo")
  }

  @Test func `a payload on the command line takes the file's method with it`() throws {
    var overrides = Overrides()
    overrides[.requestPayload] = "mixed"
    let scenario = try Scenario(name: "a", yaml: "method: greet.Greeter/SayHello")
    #expect(try scenario.plan(overrides: overrides).calls[0].method == .echo)
  }

  @Test(arguments: [
    ("request: {payload: none}", "is unknown"), ("codec: warm", "is unknown"),
    ("{method: greet.Greeter/SayHello, request: {payload: mixed}}", "takes names"),
    ("request: {payload: mixed, name: a}", "stands beside"),
    ("{codec: live, request: {data: AA==}}", "codec: prepared"),
    ("{codec: live, method: a.B/C}", "codec: prepared"),
    ("{codec: live, request: {compression: gzip}}", "gzip"),
  ])
  func `what makes no sense is refused`(yaml: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try plan(yaml) }
    #expect(complaint?.description.contains(reason) == true, "\(complaint?.description ?? "")")
  }
}
