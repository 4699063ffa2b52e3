import Bytes
import Testing
import Timing

@testable import HTTP2

/// A unary call's whole answer as one event, beside the same bytes told frame by frame.
@Suite struct AnswerTests {
  /// What a caller that remembers lists makes of an answer, however it is told.
  private struct Reading: Equatable {
    var user: UInt32
    var verdicts: [UInt32] = []
    var body: [UInt8] = []
  }

  private static let messageVerdict: UInt32 = 7
  private static let trailersVerdict: UInt32 = 9

  /// Plays calls against a server of ours and reads the answers, in reads of a given size.
  private func play(_ bodies: [[UInt8]], remembers: Bool, reads: Int) -> (
    readings: [Reading], answers: Int
  ) {
    var configuration = Configuration.client(maxOpenStreams: 64)
    configuration.remembersHeaders = remembers
    var client = Connection(role: .client, configuration: configuration)
    var server = Connection(role: .server, configuration: .server(maxConcurrentStreams: 64))
    let request = client.register(HeaderTemplate(.request), message: [1, 2, 3])
    let head = server.register(HeaderTemplate(.response))
    let trailers = server.register(HeaderTemplate([HeaderField("grpc-status", "0")]))
    var readings: [UInt32: Reading] = [:]
    var answers = 0
    var input = ReceiveBuffer(capacity: 64 * 1024)

    func toServer() {
      server.begin(&input)
      input.append(client.output.takeAll())
      while let event = server.next(&input) {
        guard case .data(let chunk) = event, chunk.ended else { continue }
        server.respond(chunk.stream, template: head, endStream: false)
        let body = bodies[Int(chunk.stream.id / 2)]
        _ = server.send(body.span, on: chunk.stream.slot, endStream: false)
        server.respond(chunk.stream, template: trailers, endStream: true)
      }
      server.end(&input)
    }

    func toClient() {
      let bytes = server.output.takeAll()
      for start in stride(from: 0, to: bytes.count, by: reads) {
        client.begin(&input)
        input.append(bytes[start..<min(start + reads, bytes.count)])
        while let event = client.next(&input) {
          switch event {
          case .head(let list):
            let verdict =
              list.kind == .trailers ? Self.trailersVerdict : Self.messageVerdict
            client.remember(verdict, for: list)
            readings[list.stream.user, default: Reading(user: list.stream.user)].verdicts
              .append(verdict)
          case .data(let chunk):
            let bytes = input.withBytes(at: chunk.offset, count: chunk.count) { copy($0) }
            readings[chunk.stream.user, default: Reading(user: chunk.stream.user)].body += bytes
          case .answer(let answer):
            answers += 1
            let bytes = input.withBytes(at: answer.offset, count: answer.count) { copy($0) }
            readings[answer.stream.user] = Reading(
              user: answer.stream.user,
              verdicts: [answer.headVerdict, answer.trailersVerdict],
              body: bytes
            )
          default: break
          }
        }
        client.end(&input)
      }
    }

    toServer()
    toClient()
    for user in bodies.indices {
      _ = client.open(request: request, user: UInt32(user))
      if user % 3 == 2 || user == bodies.count - 1 {
        toServer()
        toClient()
      }
    }
    #expect(client.openStreams == 0)
    #expect(server.openStreams == 0)
    return (readings.values.sorted { $0.user < $1.user }, answers)
  }

  private func copy(_ span: Span<UInt8>) -> [UInt8] {
    span.indices.map { span[$0] }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `at once or frame by frame an answer says the same`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bodies = (0..<30).map { _ in
      (0..<Int.random(in: 1...300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    let whole = play(bodies, remembers: true, reads: 60_000)
    let cut = play(bodies, remembers: true, reads: Int.random(in: 1...50, using: &random))
    let slow = play(bodies, remembers: false, reads: 60_000)
    #expect(whole.readings.map(\.body) == bodies, "seed \(seed)")
    #expect(whole.readings == cut.readings, "seed \(seed)")
    #expect(whole.readings == slow.readings, "seed \(seed)")
    // All but the first few, whose lists were not known yet.
    #expect(whole.answers > 20)
    #expect(slow.answers == 0)
  }
}
