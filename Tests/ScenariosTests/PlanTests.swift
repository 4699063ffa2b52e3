import Foundation
import Scenarios
import Testing
import Timing

@Suite struct PlanTests {
  @Test func `a plan survives as a document`() throws {
    for plan in try plans() {
      let document = try JSONEncoder().encode(plan)
      #expect(try JSONDecoder().decode(Plan.self, from: document) == plan)
    }
  }

  @Test func `the document of a plan is flat, named in snake case and leaves nothing out`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = try encoder.encode(try plans()[1])
    #expect(
      String(decoding: document, as: UTF8.self) == #"""
        {"abort_on_fail":false,\#
        "calls":[{"cancel":{"after_messages":null,"after_ns":null},"deadline_ns":null,\#
        "kind":"unary","messages":{"arrivals":"constant","rate_per_s":null,\#
        "read_rate_bytes_per_s":null,"received":1,"sent":1,"think_time_ns":0,\#
        "turns":"independent","verify":false},"method":"greet.Greeter/SayHello",\#
        "name":"SayHello","request":{"compression":"identity","data":null,\#
        "metadata":[{"name":"x-user","value":"Ada"}],"name":"world","payload":null,\#
        "size":null,"variants":64},\#
        "weight":1}],"codec":"prepared","connect_timeout_ns":5000000000,\#
        "connection":{"backoff":{"initial_ns":1000000000,"jitter":0.2,"max_ns":120000000000,\#
        "multiplier":1.6},"calls_per_connection":null,"connect_storm":false,\#
        "keepalive_time_ns":null,"keepalive_timeout_ns":20000000000,\#
        "keepalive_without_calls":false,"max_connection_age_ns":null,"max_idle_ns":null,\#
        "new_connections_per_s":null,"replay":false},"connections":2,\#
        "description":"","drain_ns":5000000000,"duration_ns":10000000000,\#
        "encoding":"protobuf","fail_if":[],\#
        "http2":{"connection_window_bytes":67108864,"header_table_size_bytes":4096,\#
        "max_frame_size_bytes":16384,"stream_window_bytes":1048576},\#
        "load":{"arrivals":"constant","loop":"open","rate_per_s":0.5},"max_failed_share":0.01,\#
        "max_message_size_bytes":4194304,"name":"open","phases":true,\#
        "protocol":"grpc","proxy":null,"seed":1,\#
        "sensitive":[],\#
        "server":{"codec":"live","compression":"identity",\#
        "connections":{"keepalive_time_ns":7200000000000,\#
        "keepalive_timeout_ns":20000000000,"max_age_grace_ns":null,"max_age_ns":null,\#
        "max_idle_ns":null,"min_ping_interval_ns":300000000000,\#
        "permit_pings_without_calls":false},"http2":{"connection_window_bytes":67108864,\#
        "header_table_size_bytes":4096,"max_frame_size_bytes":16384,\#
        "stream_window_bytes":1048576},\#
        "laboratory":{"connection_pace":null,"delay":null,"drop":[],"fail":[],"gap":null,\#
        "go_away":[],"limit_rate":null,"pause":null,"reset":[],"response_size":null,"seed":1,\#
        "trickle":null,"window":null,"work":null},"max_concurrent_streams":100000,\#
        "max_message_size_bytes":4194304,"max_unread_bytes":268435456,\#
        "max_unsent_bytes":268435456,"threads":1},"streams":100,\#
        "targets":[{"address":"[::1]:50051","weight":1}],"threads":1,"warmup_ns":2000000000}
        """#
    )
  }

  @Test(arguments: [
    (#""address":"self""#, #""address":"nowhere""#),
    (#""method":"greet.Greeter/SayHello""#, #""method":"nothing""#),
    (#""threads":1,"#, ""), (#""data":null"#, #""data":"*""#), (#""size":null"#, #""size":"1k""#),
    (#""kind":"unary""#, #""kind":"binary""#),
  ])
  func `a document that is no plan is refused`(part: String, wrong: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(Plan()), as: UTF8.self)
    #expect(text.contains(part))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Plan.self, from: Data(text.replacing(part, with: wrong).utf8))
    }
  }

  private func plans() throws -> [Plan] {
    [
      Plan(),
      try Scenario(
        name: "open",
        yaml: """
          target: "[::1]:50051"
          connections: 2
          rate: 0.5
          arrivals: constant
          deadline: none
          request: {metadata: {x-user: Ada}}
          """
      ).plan(),
      try Scenario(
        name: "many",
        yaml: """
          calls:
            - {name: a, method: a.B/C, kind: server_streaming, request: {data: AAEC}}
            - name: b
              method: greet.Greeter/SayHelloBidi
              request: {size: lognormal 1KiB 1.25 1MiB, compression: gzip}
              messages: {rate: 0.5, read_rate: 1MiB}
              cancel: {after: 1s, after_messages: 3}
          """
      ).plan(),
      try Scenario(
        name: "laboratory",
        yaml: """
          seed: 7
          server:
            max_unsent: 1MiB
            delay: exponential 5ms
            work: 50us
            limit_rate: 2.5k burst 10
            pause: 200ms every 5s
            response_size: 1000
            gap: 1ms
            trickle: 100 every 10ms
            window: never
            connection_pace: 1024 every 10ms
            fail: [UNAVAILABLE 1% after head, no status, ABORTED with details]
            reset: 99 every 3 after 3 messages
            drop: [always, every 100]
            go_away: every 10 at once
          """
      ).plan(),
    ]
  }
}
