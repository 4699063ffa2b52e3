import Bytes
import Foundation
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

  @Test func `live goes with every protocol, encoding and greeting, and with Echo's payloads`()
    throws
  {
    for carrier in CallProtocol.allCases {
      for encoding in MessageFormat.allCases {
        let way = "codec: live\nprotocol: \(carrier)\nencoding: \(encoding)\n"
        #expect(try plan(way).codec == .live)
        #expect(try plan(way + "request: {payload: numbers}").codec == .live)
        #expect(try plan(way + "request: {size: 1KiB}").codec == .live)
      }
    }
    #expect(try plan("{codec: live, method: greet.Greeter/SayHelloBidi}").codec == .live)
  }

  @Test func `a call that cannot be live among others is named`() {
    let complaint = #expect(throws: Complaint.self) {
      try plan("codec: live\ncalls: [{name: own}, {name: other, method: a.B/C}]")
    }
    #expect(complaint?.description.contains("other") == true)
    #expect(complaint?.description.contains("own,") == false)
  }

  @Test func `the plan keeps both words as it is written and read`() throws {
    let plan = try plan("{codec: live, server: {codec: prepared}}")
    let read = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan))
    #expect(read.codec == .live && read.server.codec == .prepared)
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
    ("{codec: live, method: greet.Payloads/Echo}", "codec: prepared"),
    ("{codec: live, method: grpc.health.v1.Health/Check}", "codec: prepared"),
    ("{codec: live, request: {compression: gzip}}", "gzip"),
    ("{server: {codec: cold}}", "is unknown"),
  ])
  func `what makes no sense is refused`(yaml: String, reason: String) {
    let complaint = #expect(throws: Complaint.self) { try plan(yaml) }
    #expect(complaint?.description.contains(reason) == true, "\(complaint?.description ?? "")")
    #expect(complaint?.description.contains("\n") == false)
  }
}
