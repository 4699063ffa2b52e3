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

  /// A client of ours and a server of ours that gives a fixed body to each call.
  private final class Pair {
    var client: Connection
    var server: Connection
    var input = ReceiveBuffer(capacity: 64 * 1024)
    var readings: [UInt32: Reading] = [:]
    /// Answers that came at once.
    var answers = 0
    private let bodies: [[UInt8]]
    private let reads: Int
    private let asksFirst: Bool
    private let request: Int
    private let head: Int
    private let trailers: Int

    init(_ bodies: [[UInt8]], remembers: Bool, reads: Int, asksFirst: Bool) {
      self.bodies = bodies
      self.reads = reads
      self.asksFirst = asksFirst
      var configuration = Configuration.client(maxOpenStreams: 64)
      configuration.remembersHeaders = remembers
      client = Connection(role: .client, configuration: configuration)
      server = Connection(role: .server, configuration: .server(maxConcurrentStreams: 64))
      request = client.register(HeaderTemplate(.request), message: [1, 2, 3])
      head = server.register(HeaderTemplate(.response))
      trailers = server.register(HeaderTemplate([HeaderField("grpc-status", "0")]))
    }

    /// Makes one call for each body, a few at a time.
    func play() {
      exchange()
      for user in bodies.indices {
        _ = client.open(request: request, user: UInt32(user))
        if user % 3 == 2 || user == bodies.count - 1 { exchange() }
      }
    }

    private func exchange() {
      server.begin(&input)
      input.append(client.output.takeAll())
      while let event = server.next(&input) {
        if case .data(let chunk) = event, chunk.ended { answer(chunk.stream) }
      }
      server.end(&input)
      let bytes = server.output.takeAll()
      for start in stride(from: 0, to: bytes.count, by: reads) {
        client.begin(&input)
        input.append(bytes[start..<min(start + reads, bytes.count)])
        while let event = asksFirst ? client.nextAnswerFirst(&input) : client.next(&input) {
          note(event)
        }
        client.end(&input)
      }
    }

    private func answer(_ stream: HTTP2.Stream) {
      server.respond(stream, template: head, endStream: false)
      let body = bodies[Int(stream.id / 2)]
      _ = server.send(body.span, on: stream.slot, endStream: false)
      server.respond(stream, template: trailers, endStream: true)
    }

    private func note(_ event: Event) {
      switch event {
      case .head(let list):
        let verdict: UInt32 = list.kind == .trailers ? 9 : 7
        client.remember(verdict, for: list)
        readings[list.stream.user, default: Reading(user: list.stream.user)].verdicts
          .append(verdict)
      case .data(let chunk):
        readings[chunk.stream.user, default: Reading(user: chunk.stream.user)].body +=
          bytes(chunk.offset, chunk.count)
      case .answer(let answer):
        answers += 1
        readings[answer.stream.user] = Reading(
          user: answer.stream.user,
          verdicts: [answer.headVerdict, answer.trailersVerdict],
          body: bytes(answer.offset, answer.count)
        )
      default: break
      }
    }

    private func bytes(_ offset: Int, _ count: Int) -> [UInt8] {
      input.withBytes(at: offset, count: count) { span in span.indices.map { span[$0] } }
    }
  }

  /// The readings in the order of the calls, and how many answers came at once.
  private func play(
    _ bodies: [[UInt8]],
    remembers: Bool = true,
    reads: Int = 60_000,
    asksFirst: Bool = true
  ) -> ([Reading], Int) {
    let pair = Pair(bodies, remembers: remembers, reads: reads, asksFirst: asksFirst)
    pair.play()
    #expect(pair.client.openStreams == 0)
    #expect(pair.server.openStreams == 0)
    return (pair.readings.values.sorted { $0.user < $1.user }, pair.answers)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `at once or frame by frame an answer says the same`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bodies = (0..<30).map { _ in
      (0..<Int.random(in: 1...300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    let (whole, answers) = play(bodies)
    let (general, generalAnswers) = play(bodies, asksFirst: false)
    let (cut, _) = play(bodies, reads: Int.random(in: 1...50, using: &random))
    let (slow, slowAnswers) = play(bodies, remembers: false)
    #expect(whole.map(\.body) == bodies, "seed \(seed)")
    #expect(whole == general, "seed \(seed)")
    #expect(whole == cut, "seed \(seed)")
    #expect(whole == slow, "seed \(seed)")
    // All but the first few, whose lists were not known yet.
    #expect(answers > 20)
    #expect(generalAnswers == answers)
    #expect(slowAnswers == 0)
  }
}
