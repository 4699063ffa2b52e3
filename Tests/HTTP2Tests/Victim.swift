import Bytes

@testable import HTTP2

/// A connection with a simple caller, to whom anything may be said.
final class Victim {
  let end: End

  static let configuration: Configuration = .with {
    $0.settings.maxConcurrentStreams = 8
    $0.maxOpenStreams = 8
    $0.limits.headerList = 64 * 1024
  }

  init(
    _ role: Role,
    _ configuration: Configuration = Victim.configuration,
    answers: Bool = true
  ) {
    end = End(role, configuration, capacity: 20_000)
    end.onEvent = { event, end in
      switch event {
      case .ready: if role == .client { while end.connection.canOpen { Self.ask(end) } }
      case .head(let head) where answers && role == .server && head.ended:
        Self.answer(head.stream, end)
      case .data(let chunk) where answers && role == .server && chunk.ended:
        Self.answer(chunk.stream, end)
      default: break
      }
    }
  }

  private static func ask(_ end: End) {
    _ = end.open(.request, end: true)
  }

  private static func answer(_ stream: HTTP2.Stream, _ end: End) {
    guard end.connection.isOpen(stream) else { return }
    end.connection.respond(stream, fields: .response, endStream: false)
    if end.send([1, 2, 3], on: stream, end: true) < 3 { end.connection.reset(stream, .cancel) }
  }

  /// What is wrong with the connection after it has been told `bytes`.
  func fault(after told: [Told], _ bytes: [UInt8]) -> String? {
    if let failure = end.connection.failure {
      guard (1...0xd).contains(failure.code.rawValue) else { return "code \(failure.code)" }
      guard told.last == .failed(failure.code) else { return "the caller was not told" }
    }
    guard told.count <= bytes.count + 10 else { return "\(told.count) events" }
    guard end.connection.output.count <= 20 * bytes.count + 2_000 else {
      return "\(end.connection.output.count) bytes of output"
    }
    guard end.connection.stash.count <= 20_000, end.connection.assembly.block.count <= 64 * 1024,
      end.connection.openStreams <= 8
    else { return "too much is kept" }
    return nil
  }
}

extension Array<Told> {
  /// The same events, with neighbouring pieces of one body put together.
  var joined: [Told] {
    var joined: [Told] = []
    for event in self {
      if case .data(let id, let more, let ended) = event,
        case .data(id, let bytes, false) = joined.last
      {
        joined[joined.count - 1] = .data(id, bytes + more, ended: ended)
      } else {
        joined.append(event)
      }
    }
    return joined
  }
}
