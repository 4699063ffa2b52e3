import Bytes
import Foundation
import Testing
import Timing

@testable import HTTP2

/// Our connection and nghttp2's session end the same mutated conversations, but for what is listed.
@Suite struct VerdictTests {
  /// Where we end a connection and nghttp2 does not.
  private static let onlyOurs: [Role: Set<String>] = [
    .server: [
      // RFC 9113 §5.1.1 demands it; nghttp2 ignores the frame.
      "a stream identifier below an earlier one",
      // On a stream that is gone: nghttp2 does not look at the frame any more.
      "padding longer than its frame", "padded DATA without a length",
    ],
    .client: [
      "padding longer than its frame", "padded DATA without a length",
      // RFC 9113 §5.1 allows it; nghttp2 ignores the frame.
      "HEADERS on a closed stream",
      // nghttp2 allows it until ENABLE_PUSH=0 is acknowledged (RFC 9113 §8.4).
      "PUSH_PROMISE, which is disabled",
      // A changed stream limit kept us from opening the stream; nghttp2 had opened it before.
      "HEADERS on a stream that the peer may not open", "DATA on an idle stream",
      "WINDOW_UPDATE on an idle stream", "RST_STREAM on an idle stream",
    ],
  ]

  /// Where nghttp2 ends a connection and we do not, on either role.
  private static let onlyTheirs: Set<String> = [
    // RFC 9113 §5.1 asks for a stream error in half-closed (remote), and allows it when closed.
    "HEADERS: stream closed", "DATA: stream in half-closed(remote)", "DATA: stream closed",
    // RFC 9113 §8.1.1 asks for a stream error where DATA comes before a response's head.
    "DATA: stream not opened",
    // RFC 9113 says nothing of it; too many of them end the connection.
    "SETTINGS: unexpected ACK",
    // RFC 9113 §6.8 does not ask whose stream the last one is.
    "GOAWAY: invalid last_stream_id",
    // RFC 9113 §6.3 asks for a stream error.
    "PRIORITY of the wrong length",
    // RFC 9113 §6.9 asks for a stream error.
    "WINDOW_UPDATE: window_size_increment == 0",
    // RFC 8441 and RFC 9218, which we do not take part in.
    "SETTINGS: invalid SETTINGS_ENABLE_CONNECT_PROTOCOL",
    "SETTINGS: invalid SETTINGS_NO_RFC7540_PRIORITIES",
  ]

  private static let configuration: Configuration = .with {
    $0.limits.headerList = 1 << 20
    // As many as nghttp2's client opens.
    $0.maxOpenStreams = 8
  }

  private static let count =
    (ProcessInfo.processInfo.environment["HTTP2_MUTATIONS"].flatMap(Int.init) ?? 100_000) / 5

  @Test(arguments: Role.both)
  func `nghttp2 ends the same connections`(role: Role) {
    let corpus = Mutation.corpus(to: role)
    for index in 0..<Self.count {
      var random = SplitMix64(seed: 3, key: UInt64(index))
      guard let valid = corpus.randomElement(using: &random) else { return }
      let bytes = Mutation.mutated(valid, using: &random)
      let victim = Victim(role, Self.configuration, answers: false)
      _ = victim.end.receive(bytes)
      // What is not complete is judged later by us than by nghttp2.
      guard victim.end.connection.failure != nil || !victim.isInsideAFrame else { continue }
      let ours = victim.end.connection.failure.map { "\($0.reason)" }
      let theirs = verdict(of: role, bytes)
      switch (ours, theirs) {
      case (let ours?, nil):
        #expect(Self.onlyOurs[role]?.contains(ours) == true, "mutation \(index): \(ours)")
      case (nil, let theirs?):
        #expect(Self.onlyTheirs.contains(theirs), "mutation \(index): \(theirs)")
      default: break
      }
    }
  }

  /// Why nghttp2 ends the connection; nil when it does not.
  private func verdict(of role: Role, _ bytes: [UInt8]) -> String? {
    let peer = Nghttp2Peer(role, seed: 1)
    peer.settings(role == .client ? [(2, 0)] : [])
    if role == .client {
      // Ours opens its streams when the first SETTINGS have come.
      for _ in 0..<8 { _ = peer.request(Speech(head: .request)) }
      _ = peer.send()
    }
    peer.receive(bytes[...])
    guard let goodbye = SentFrame.all(peer.send()).first(where: { $0.type == 7 }) else {
      return peer.complaints.first { $0.hasPrefix("mem_recv") }
    }
    if goodbye.number(at: 4) == 0 { return nil }
    let reason = String(decoding: goodbye.payload.dropFirst(8), as: UTF8.self)
    let priorities = SentFrame.all(bytes).filter { $0.type == 2 && $0.payload.count != 5 }
    if reason.isEmpty, goodbye.number(at: 4) == 6, !priorities.isEmpty {
      return "PRIORITY of the wrong length"
    }
    return reason
  }
}

extension Victim {
  /// The bytes end where more must come.
  fileprivate var isInsideAFrame: Bool {
    end.connection.stash.count > 0 || end.connection.payload.kind != .none
      || end.connection.assembly.streamID != 0
  }
}
