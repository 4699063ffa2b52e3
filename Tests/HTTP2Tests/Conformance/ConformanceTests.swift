import Bytes
import Testing

@testable import HTTP2

/// Our server answers every error that RFC 9113 and RFC 7541 name as they have it, and as the
/// public tester h2spec expects.
@Suite struct ConformanceTests {
  /// A server with a plain page, as the tester asks for one: every request gets ten bytes.
  private final class Page {
    let end = End(
      .server,
      .with {
        $0.settings.maxConcurrentStreams = 8
        $0.maxOpenStreams = 8
      }
    )
    /// Bytes that each stream still has to send.
    private var left: [UInt32: Int] = [:]

    init(isFresh: Bool) {
      end.onEvent = { [unowned self] event, _ in act(event) }
      guard !isFresh else { return }
      _ = end.receive(Wire.preface + Wire.settings() + Wire.settingsAcknowledgement)
      _ = end.sent()
    }

    private func act(_ event: Event) {
      switch event {
      case .head(let head) where head.ended: respond(head.stream)
      case .data(let chunk) where chunk.ended: respond(chunk.stream)
      case .writable(let stream): send(stream)
      case .connectionWritable:
        for id in left.keys.sorted() { if let stream = end.stream(id) { send(stream) } }
      case .ended(let stream, _): left[stream.id] = nil
      default: break
      }
    }

    private func respond(_ stream: HTTP2.Stream) {
      end.connection.respond(stream, fields: .response, endStream: false)
      left[stream.id] = 10
      send(stream)
    }

    private func send(_ stream: HTTP2.Stream) {
      guard let count = left[stream.id] else { return }
      let sent = end.send([UInt8](repeating: 0x61, count: count), on: stream, end: true)
      left[stream.id] = sent < count ? count - sent : nil
    }
  }

  @Test(arguments: Rule.all)
  func `a rule is answered as the documentation has it`(rule: Rule) {
    let page = Page(isFresh: rule.isFresh)
    _ = page.end.receive(rule.said)
    let sent = page.end.sent()
    if case .ends(let code) = rule.answer {
      #expect(sent.last?.type == 7)
      #expect(sent.last?.number(at: 4) == code.rawValue)
      #expect(page.end.connection.failure?.code == code)
      #expect(page.end.receive(Wire.ping()) == [], "nothing more is read")
      return
    }
    let failure = page.end.connection.failure
    #expect(failure == nil, "\(failure?.description ?? "")")
    check(sent, rule.answer)
    guard !rule.isFresh else { return }
    // The connection goes on: it still answers.
    _ = page.end.receive(Wire.settings([(4, 100)]) + Wire.head(101) + Wire.ping())
    let more = page.end.sent()
    #expect(more.contains { $0.type == 6 && $0.flags == 1 })
    #expect(more.contains { $0.type == 1 && $0.stream == 101 || $0.type == 3 && $0.stream == 101 })
  }

  private func check(_ sent: [SentFrame], _ answer: Rule.Answer) {
    let resets = sent.filter { $0.type == 3 }
    switch answer {
    case .ends: Issue.record("the connection has not ended")
    case .resets(let id, let code):
      let expected = SentFrame(type: 3, flags: 0, stream: id, payload: Wire.bytes(code.rawValue))
      #expect(resets == [expected])
      return
    case .responds(let id):
      let frames = sent.filter { $0.stream == id }
      #expect(frames.map { $0.type } == [1, 0])
      #expect(frames.map { $0.flags } == [4, 1])
      #expect(frames.last?.payload.count == 10)
    case .sends(let lengths):
      let data = sent.filter { $0.type == 0 }
      #expect(data.map { $0.payload.count } == lengths)
      #expect(data.allSatisfy { $0.flags == 0 })
    case .acknowledgesSettings:
      #expect(sent == [SentFrame(type: 4, flags: 1, stream: 0, payload: [])])
    case .answersPing:
      #expect(sent.filter { $0.type == 6 }.map { $0.flags } == [1])
      #expect(sent.filter { $0.type == 6 }.allSatisfy { $0.payload.first != 9 })
    case .ignores:
      #expect(sent.allSatisfy { $0.type < 2 })
    case .greets:
      #expect(sent.first?.type == 4)
      #expect(sent.first?.flags == 0)
    }
    #expect(resets == [])
  }

  @Test(arguments: Rule.all)
  func `an answer does not depend on how the bytes are cut`(rule: Rule) {
    let whole = Page(isFresh: rule.isFresh)
    _ = whole.end.receive(rule.said)
    let pieces = Page(isFresh: rule.isFresh)
    _ = pieces.end.receive(rule.said, reads: 1)
    #expect(whole.end.takeOutput() == pieces.end.takeOutput())
  }

  @Test func `every case of h2spec that needs no option is there, once`() {
    let cases = Rule.all.map(\.number).filter {
      $0.firstMatch(of: /^(generic|http2|hpack)\//) != nil
    }
    #expect(Set(cases).count == cases.count)
    #expect(cases.filter { $0.hasPrefix("generic/") }.count == 44)
    #expect(cases.filter { $0.hasPrefix("http2/") }.count == 95)
    #expect(cases.filter { $0.hasPrefix("hpack/") }.count == 8)
  }

  @Test func `the documentation has each rule with its answer, and no other`() throws {
    let rows = try DocumentedRows.of("## What the server answers")
    let rules = Rule.all.map { "| `\($0.number)` | \($0.condition) | \($0.answer) |" }
    let missing = rules.filter { !rows.contains($0) }
    #expect(missing == [], "write these into docs/http2.md:\n\(missing.joined(separator: "\n"))")
    let untrue = rows.filter { !rules.contains($0) }
    #expect(untrue == [], "docs/http2.md has rows without a rule")
  }
}
