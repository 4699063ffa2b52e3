import Scenarios
import Testing

/// Each call that cannot be gets one line that says where and what to do.
@Suite struct CallComplaintTests {
  @Test(
    arguments: [
      (
        "method: greet.Greeter/SayHallo",
        "line 1: method: greet.Greeter has no method SayHallo; did you mean SayHello?"
      ),
      (
        "method: greet.Greeter/Wave",
        """
        line 1: method: greet.Greeter has no method Wave; it has SayHello, SayHelloBidi, \
        SayHelloClientStream or SayHelloServerStream
        """
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, kind: unary}",
        """
        line 1: kind unary is not that of greet.Greeter/SayHelloBidi, which is bidirectional; \
        leave it out
        """
      ),
      (
        "{method: a.B/C, kind: streaming}",
        """
        line 1: kind streaming is unknown; \
        give unary, server_streaming, client_streaming or bidirectional
        """
      ),
      ("weight: 0", "line 1: weight 0 is below 1; give 1 to 1000000"),
      (
        "calls: [{name: \"\"}]",
        "line 1: name \"\" cannot name a call; use letters, digits, -, _ and ."
      ),
      (
        "calls:\n  - name: a\n  - name: a",
        "line 3: name a names two calls; give each call a name of its own"
      ),
      (
        "calls:\n  - weight: 1\n  - weight: 2",
        "calls: SayHello names two calls; give each call a name of its own"
      ),
      (
        "calls:\n  - method: a.B/C\n  - method: d.E/C",
        "line 3: method C names two calls; give each call a name of its own"
      ),
    ] as [(String, String)]
  )
  func `a call that cannot be made is refused`(yaml: String, line: String) {
    expect(yaml, line)
  }

  @Test(
    arguments: [
      (
        "messages: {sent: 3}",
        """
        line 1: messages.sent 3 is not for greet.Greeter/SayHello, which is unary and takes one \
        message; leave it out or choose another method
        """
      ),
      (
        "{method: greet.Greeter/SayHelloServerStream, messages: {sent: 0}}",
        """
        line 1: messages.sent 0 is not for greet.Greeter/SayHelloServerStream, which is server \
        streaming and takes one message; leave it out or choose another method
        """
      ),
      (
        "{method: greet.Greeter/SayHelloClientStream, messages: {received: any}}",
        """
        line 1: messages.received any is not for greet.Greeter/SayHelloClientStream, which is \
        client streaming and answers with one message; leave it out or choose another method
        """
      ),
      (
        "{method: greet.Greeter/SayHelloClientStream, messages: {turns: alternating}}",
        """
        line 1: messages.turns alternating is not for greet.Greeter/SayHelloClientStream, which is \
        client streaming and takes no turns; choose a bidirectional method
        """
      ),
      (
        "{method: greet.Greeter/SayHelloServerStream, messages: {received: few}}",
        "line 1: messages.received few is not a whole number; give 0 to 10000000, or any"
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, messages: {sent: 10000001}}",
        "line 1: messages.sent 10000001 is above 10000000; give 0 to 10000000"
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, messages: {sent: 4, received: 5}}",
        """
        line 1: messages.received 5 is not what greet.Greeter/SayHelloBidi answers to its 4 \
        messages, which is as many; leave it out
        """
      ),
      (
        "messages: {rate: 5}",
        """
        line 1: messages.rate 5 is not for greet.Greeter/SayHello, which is unary and takes one \
        message; leave it out or choose another method
        """
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, messages: {rate: 0}}",
        """
        line 1: messages.rate 0 is no pace; give messages per second above 0 to 100000000, such as \
        100 or 2.5k, or none
        """
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, messages: {rate: 5, turns: alternating}}",
        """
        line 1: messages.rate 5 makes no sense with messages.turns alternating, where answers set \
        the pace; leave one of the two out
        """
      ),
      (
        "messages: {arrivals: poisson}",
        """
        line 1: messages.arrivals poisson needs messages.rate; \
        give one such as 100, or leave it out
        """
      ),
      (
        "{method: greet.Greeter/SayHelloBidi, messages: {think_time: 1s}}",
        """
        line 1: messages.think_time 1s needs messages.turns alternating; write that too, or leave \
        it out
        """
      ),
      (
        "messages: {read_rate: 1000}",
        "line 1: messages.read_rate 1000 is below 1KiB; give 1KiB to 64GiB"
      ),
      (
        "cancel: {after_messages: 2}",
        "line 1: cancel.after_messages 2 never comes, because the call receives 1; give less"
      ),
      (
        "cancel: {after_messages: 0}",
        "line 1: cancel.after_messages 0 is below 1; give 1 to 10000000"
      ),
      (
        "{deadline: 1s, cancel: {after: 1s}}",
        "line 1: cancel.after 1s is not before the deadline 1s; give less"
      ),
      ("cancel: {after: 0s}", "line 1: cancel.after 0s is no time at all; give more, such as 10s"),
    ] as [(String, String)]
  )
  func `a shape that the method does not have is refused`(yaml: String, line: String) {
    expect(yaml, line)
  }

  @Test(
    arguments: [
      (
        "request: {name: Ada, size: 10}",
        """
        line 1: request.size 10 stands beside request.name, which says what messages carry too; \
        leave one out
        """
      ),
      (
        "request: {size: 10, data: AA==}",
        """
        line 1: request.data AA== stands beside request.size, which says what messages carry too; \
        leave one out
        """
      ),
      (
        "request: {data: \"*\"}",
        "line 1: request.data * is not base64; encode the bytes of the message"
      ),
      (
        "request: {data: A}",
        "line 1: request.data A is not base64; encode the bytes of the message"
      ),
      (
        "request: {size: 1}",
        "line 1: request.size 1 is a size that no message with a name has; give 0 or 3"
      ),
      (
        "request: {size: 130}",
        "line 1: request.size 130 is a size that no message with a name has; give 129 or 131"
      ),
      (
        "request: {size: 65MiB}",
        "line 1: request.size 65MiB is above 64MiB, the most that a message may have; give less"
      ),
      (
        "request: {size: uniform 0 32MiB}",
        """
        line 1: request.size "uniform 0 32MiB" may need 2GiB for 64 variants; give fewer \
        variants or smaller sizes, at most 1GiB in all
        """
      ),
      ("request: {variants: 0}", "line 1: request.variants 0 is below 1; give 1 to 65536"),
      (
        "request: {compression: zstd}",
        "line 1: request.compression zstd is unknown; give identity or gzip"
      ),
    ] as [(String, String)]
  )
  func `a payload that cannot be is refused`(yaml: String, line: String) {
    expect(yaml, line)
  }

  @Test(
    arguments: [
      (
        "http2: {stream_window: 0}",
        "line 1: http2.stream_window 0 is below 1; give 1 to 2147483647"
      ),
      (
        "http2: {stream_window: 2GiB}",
        "line 1: http2.stream_window 2GiB is above 2147483647; give 1 to 2147483647"
      ),
      (
        "http2: {connection_window: 65534}",
        "line 1: http2.connection_window 65534 is below 65535; give 65535 to 2147483647"
      ),
      (
        "http2: {max_frame_size: 16383}",
        "line 1: http2.max_frame_size 16383 is below 16KiB; give 16KiB to 16777215"
      ),
      (
        "http2: {max_frame_size: 16MiB}",
        "line 1: http2.max_frame_size 16MiB is above 16777215; give 16KiB to 16777215"
      ),
      (
        "http2: {header_table_size: 2MiB}",
        "line 1: http2.header_table_size 2MiB is above 1MiB; give 0 to 1MiB"
      ),
      ("max_message_size: 0", "line 1: max_message_size 0 is below 1; give 1 to 64MiB"),
      (
        "server: {max_message_size: 1k}",
        "line 1: server.max_message_size 1k has an unknown unit; write 1KiB (1024) or 1kB (1000)"
      ),
      ("phases: yes", "line 1: phases yes is neither; give true or false"),
    ] as [(String, String)]
  )
  func `settings of connections keep to what HTTP/2 allows`(yaml: String, line: String) {
    expect(yaml, line)
  }

  @Test func `an override that does not suit a call is named by its option`() {
    var overrides = Overrides()
    overrides[.turns] = "alternating"
    let complaint = #expect(throws: Complaint.self) {
      try Scenario(name: "wrong", yaml: "seed: 1").plan(overrides: overrides)
    }
    #expect(
      complaint?.description.hasPrefix("scenario wrong: --turns alternating is not for") == true
    )
  }

  private func expect(_ yaml: String, _ line: String) {
    let complaint = #expect(throws: Complaint.self) {
      try Scenario(name: "wrong", yaml: yaml).plan()
    }
    #expect(complaint?.description == "scenario wrong: \(line)")
  }
}
