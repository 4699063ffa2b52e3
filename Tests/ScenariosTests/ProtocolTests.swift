import Bytes
import Scenarios
import Testing

@Suite struct ProtocolTests {
  @Test func `a scenario that does not say means gRPC and protobuf`() throws {
    let plan = try plan("streams: 7")
    #expect(plan.protocol == .grpc)
    #expect(plan.encoding == .protobuf)
    #expect(plan.streams == 7)
  }

  @Test(arguments: CallProtocol.allCases, MessageFormat.allCases)
  func `each protocol goes with each encoding`(
    callProtocol: CallProtocol,
    encoding: MessageFormat
  ) throws {
    let plan = try plan("{protocol: \(callProtocol), encoding: \(encoding)}")
    #expect(plan.protocol == callProtocol)
    #expect(plan.encoding == encoding)
  }

  @Test(arguments: [("rate: 1", 100), ("streams: 5", 5), ("{connections: 3, streams: 4}", 12)])
  func `over HTTP/1.1 each call in flight has a connection of its own`(
    yaml: String,
    connections: Int
  ) throws {
    var overrides = Overrides()
    overrides[.protocol] = "http1"
    let plan = try Scenario(name: "test", yaml: yaml).plan(overrides: overrides)
    #expect(plan.connections == connections)
    #expect(plan.streams == 1)
    overrides[.protocol] = "connect"
    let other = try Scenario(name: "test", yaml: yaml).plan(overrides: overrides)
    #expect(other.callsInFlight == connections)
    #expect(other.connections < connections || other.streams == 1 || yaml == "streams: 1")
  }

  @Test(
    arguments: [
      ("protocol: http", "line 1: protocol http is unknown; give grpc, connect or http1"),
      ("encoding: xml", "line 1: encoding xml is unknown; give protobuf or json"),
      (
        "{protocol: connect, method: greet.Greeter/SayHelloBidi}",
        """
        line 1: protocol connect is for unary calls and not for greet.Greeter/SayHelloBidi, which \
        is bidirectional; choose a unary method, or protocol grpc
        """
      ),
      (
        "{protocol: http1, calls: [{method: a.B/C}, {method: a.B/D, kind: server_streaming}]}",
        """
        line 1: protocol http1 is for unary calls and not for a.B/D, which is server streaming; \
        choose a unary method, or protocol grpc
        """
      ),
      (
        "{protocol: connect, request: {compression: gzip}}",
        """
        line 1: request.compression gzip is gRPC's compression and has no meaning with protocol \
        connect; leave one of the two out
        """
      ),
      (
        "{protocol: connect, cancel: {after_messages: 1}}",
        """
        line 1: cancel.after_messages 1 needs an end behind the message and has no meaning with \
        protocol connect; leave one of the two out
        """
      ),
      (
        "{protocol: http1, messages: {read_rate: 1MiB}}",
        """
        line 1: messages.read_rate 1MiB needs HTTP/2's windows and has no meaning with protocol \
        http1; leave one of the two out
        """
      ),
      (
        "{protocol: http1, http2: {stream_window: 64KiB}}",
        """
        line 1: http2.stream_window 64KiB is HTTP/2's and has no meaning with protocol http1; \
        leave one of the two out
        """
      ),
      (
        "{protocol: http1, keepalive_time: 10s}",
        """
        line 1: keepalive_time 10s is HTTP/2's and has no meaning with protocol http1; \
        leave one of the two out
        """
      ),
      (
        "{protocol: http1, replay: true}",
        """
        line 1: replay true is HTTP/2's and has no meaning with protocol http1; \
        leave one of the two out
        """
      ),
      (
        "{protocol: http1, connections: 1000, streams: 101}",
        """
        protocol http1 makes 101000 connections of connections × streams, because each carries one \
        call at a time; give less, at most 100000
        """
      ),
      (
        "{protocol: connect, request: {metadata: {connect-timeout-ms: \"1\"}}}",
        """
        line 1: request.metadata connect-timeout-ms is written by protocol connect itself; \
        choose another name
        """
      ),
    ] as [(String, String)]
  )
  func `what has no meaning is refused in one line`(yaml: String, line: String) {
    let complaint = #expect(throws: Complaint.self) { try plan(yaml) }
    #expect(complaint?.description == "scenario test: \(line)")
  }

  @Test func `a setting that is what it is anyway is no contradiction`() throws {
    let plan = try plan(
      "{protocol: http1, http2: {stream_window: 1MiB}, replay: false, keepalive_time: none}"
    )
    #expect(plan.protocol == .http1)
  }

  private func plan(_ yaml: String) throws -> Plan {
    try Scenario(name: "test", yaml: yaml).plan()
  }
}
