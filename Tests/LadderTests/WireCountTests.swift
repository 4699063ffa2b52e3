import Bytes
import Foundation
import Ladder
import Scenarios
import Testing

@Suite struct WireCountTests {
  private let call = WireCount.Call(
    path: "/greet.Payloads/Echo",
    milliseconds: 10_000,
    agent: "grpcbench/0.1.0"
  )

  /// Sent and received, less the message.
  @Test(arguments: [
    ("grpc/protobuf", 0, 31, 36), ("grpc/protobuf", 10_240, 31, 36), ("grpc/json", 57, 31, 36),
    // A body of 102,405 bytes takes seven frames.
    ("grpc/protobuf", 102_400, 85, 90),
    // The prefix makes the body too long for one frame.
    ("grpc/json", 16_380, 40, 45), ("grpc/json", 16_379, 31, 36),
    ("connect/json", 2, 26, 20), ("connect/protobuf", 0, 26, 20),
    ("connect/json", 16_384, 26, 20), ("connect/json", 16_385, 35, 29),
    ("http1/json", 57, 198, 71), ("http1/protobuf", 57, 199, 72),
    ("http1/protobuf", 102_400, 203, 76),
  ])
  func `a call is framed as its protocol says`(
    name: String,
    message: Int,
    sent: Int,
    received: Int
  ) throws {
    let cell = try #require(Cell(name: name))
    let count = WireCount(cell, message: message, call)
    #expect(count.sent == sent + message)
    #expect(count.received == received + message)
  }

  @Test func `a head of HTTP/1.1 is counted letter by letter`() {
    let head = """
      POST /greet.Payloads/Echo HTTP/1.1
      host: 127.0.0.1:50051
      content-type: application/json
      connect-protocol-version: 1
      connect-timeout-ms: 10000
      user-agent: grpcbench/0.1.0
      content-length: 57


      """
    let bytes = head.replacing("\n", with: "\r\n").utf8.count
    #expect(WireCount(Cell(.http1, .json), message: 57, call).sent == bytes + 57)
  }

  @Test func `without a deadline nothing says one`() {
    var free = call
    free.milliseconds = nil
    for cell in Cell.all {
      let field = cell.carrier == .http1 ? "connect-timeout-ms: 10000\r\n".utf8.count : 1
      let (with, without) = (WireCount(cell, message: 9, call), WireCount(cell, message: 9, free))
      #expect(with.sent - without.sent == field)
      #expect(with.received == without.received)
    }
  }

  @Test func `bytes of a proof count only where they are of whole calls`() throws {
    func findings(_ change: (inout SliceOutcome) -> Void) -> WireFinding {
      var journal = Climb(seed: 1).journal
      if case .calls(var outcome) = journal.entries[0].finding {
        change(&outcome)
        journal.entries[0].finding = .calls(outcome)
      }
      return Findings(journal).payloads[0].wire[0]
    }
    let all = Findings(Climb(seed: 1).journal).payloads[0].wire
    #expect(all.map(\.cell) == Cell.all)
    #expect(all.allSatisfy { $0.isEqual == true })
    let more = findings { $0.bytesSent += $0.calls }
    #expect(more.isEqual == false)
    #expect(more.sent == all[0].sent.map { $0 + 1 })
    let cut = findings { $0.bytesSent += 1 }
    #expect((cut.sent, cut.received, cut.isEqual) == (nil, nil, nil))
    #expect(findings { $0.messagesReceived -= 1 }.isEqual == nil)
  }
}
