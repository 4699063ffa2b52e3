import Foundation
import Testing

extension PatientTests {
  /// Our generator against plain JSON servers, written with a Python framework: every answer is
  /// compared with what it should be, and calls are counted at both ends.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct JSONServerTests {
    static let wires = ["http1", "connect"]

    @Test(arguments: wires, ["closed", "open"])
    func `a JSON server's answers are all right and all counted`(
      wire: String,
      loop: String
    ) throws {
      let server = try Listener(Self.server(wire))
      let load = loop == "open" ? ["--rate", "200"] : []
      let run = try GeneratorStart(
        server.target,
        [
          "--protocol", wire, "--encoding", "json", "--streams", "8", "--duration", "1s",
          "--verify", "true",
        ] + load
      ).finish()
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.calls > 10)
      #expect(summary.ok == summary.calls, "\(summary.failures)")
      #expect(try server.count().served == summary.made)
      if loop == "open" { #expect(summary.unmeasured == 0) }
    }

    @Test(arguments: wires)
    func `an echo in other spaces and another order of keys is the same message`(
      wire: String
    ) throws {
      let server = try Listener(Self.server(wire))
      let data = Data(#"{"b":[1,2.5,"ü"],"a":{"x":null,"y":true}}"#.utf8).base64EncodedString()
      let scenario = try ScenarioText(
        """
        name: echo
        protocol: \(wire)
        encoding: json
        method: echo.Echo/Unary
        request: {data: \(data)}
        messages: {verify: true}
        streams: 4
        rate: 200
        duration: 500ms
        """
      )
      let run = try scenario.run(server.target)
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.ok == summary.calls, "\(summary.failures)")
      #expect(try server.count().served == summary.calls)
    }

    @Test(arguments: wires)
    func `an error of a server that knows no Connect has the code of its HTTP status`(
      wire: String
    ) throws {
      let server = try Listener(Self.server(wire))
      let run = try GeneratorStart(
        server.target,
        [
          "--protocol", wire, "--encoding", "json", "--method", "fail.Fail/Always", "--rate", "100",
          "--duration", "500ms",
        ]
      ).finish()
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.ok == 0)
      #expect(summary.status["UNAVAILABLE"] == summary.calls)
      #expect(try server.count().refused == summary.calls)
    }

    @Test func `a server that closes after every third answer costs no call`() throws {
      let server = try Listener(Self.server("http1") + ["--close-every", "3"])
      let run = try GeneratorStart(
        server.target,
        ["--protocol", "http1", "--encoding", "json", "--rate", "200", "--duration", "1s"]
          + ["--streams", "20"]
      ).finish()
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.ok == summary.calls, "\(summary.failures)")
      #expect(try server.count().served == summary.calls)
      #expect(summary.connections.reconnects > 20)
    }

    private static func server(_ wire: String) -> [String] {
      Peer.script("json_greeter") + (wire == "connect" ? ["--http2"] : [])
    }
  }
}
