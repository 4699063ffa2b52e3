import Timing

@testable import HTTP2

/// Valid conversations and what becomes of them when bytes are changed, lost, added or repeated.
enum Mutation {
  /// What lawful clients (or servers) say, as far as it does not depend on answers.
  static func corpus(to role: Role) -> [[UInt8]] {
    let conversations = (1...).lazy.map { role == .server ? requests($0) : responses($0) }
    return Array(conversations.filter { $0.count < 3_000 }.prefix(24))
  }

  private static func requests(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed, key: 1)
    let client = Nghttp2Peer(.client, seed: seed)
    client.pads = seed % 3 == 0
    client.settings([(3, 10), (4, 100_000)])
    var bytes = client.send()
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      _ = client.request(.request(using: &random, longestBody: 300))
      if Bool.random(using: &random) { client.ping() }
    }
    for _ in 0..<10 {
      bytes += client.send()
      client.resume()
    }
    bytes += Wire.settingsAcknowledgement + Wire.windowUpdate(1, 5) + Wire.windowUpdate(0, 5)
    if Bool.random(using: &random) { bytes += Wire.reset(1, 8) }
    return bytes
  }

  private static func responses(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed, key: 2)
    let server = Nghttp2Peer(.server, seed: seed)
    server.pads = seed % 3 == 0
    server.settings([(3, 10), (4, 100_000)])
    let client = Victim(.client)
    _ = client.end.receive(server.send())
    server.receive(client.end.takeOutput()[...])
    for id in server.finished {
      server.respond(id, .response(using: &random, longestBody: 300))
      if Bool.random(using: &random) { server.ping() }
    }
    var bytes: [UInt8] = Wire.settings([(3, 10), (4, 100_000)])
    for _ in 0..<10 {
      bytes += server.send()
      server.resume()
    }
    return bytes + Wire.windowUpdate(1, 5) + Wire.goAway(7, 0)
  }

  /// The bytes with one to four changes.
  static func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      change(&bytes, using: &random)
    }
    return bytes
  }

  private static func change(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let index = Int.random(in: 0..<bytes.count, using: &random)
    let range = index..<min(bytes.count, index + Int.random(in: 1...40, using: &random))
    switch Int.random(in: 0..<10, using: &random) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(range)
    case 3: bytes.replaceSubrange(index..<index, with: bytes[range])
    case 4:
      let noise = range.map { _ in UInt8.random(in: 0...255, using: &random) }
      bytes.replaceSubrange(index..<index, with: noise)
    case 5: bytes.removeSubrange(index...)
    default: changeFrame(&bytes, using: &random)
    }
  }

  /// Changes a frame's nine bytes, or moves, repeats or drops a whole frame.
  private static func changeFrame(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    guard let frame = frames(bytes).randomElement(using: &random) else { return }
    let start = frame.lowerBound
    switch Int.random(in: 0..<8, using: &random) {
    case 0: bytes[start + 2] = UInt8.random(in: 0...20, using: &random)
    case 1: bytes[start + 3] = UInt8.random(in: 0...10, using: &random)
    case 2: bytes[start + 4] ^= 1 << UInt8.random(in: 0..<6, using: &random)
    case 3: bytes[start + 8] = UInt8.random(in: 0...12, using: &random)
    case 4: bytes.replaceSubrange(start..<start, with: bytes[frame])
    case 5: bytes.removeSubrange(frame)
    case 6:
      let moved = Array(bytes[frame])
      bytes.removeSubrange(frame)
      let place = frames(bytes).randomElement(using: &random)?.lowerBound ?? bytes.count
      bytes.replaceSubrange(place..<place, with: moved)
    default:
      let forged = Wire.frame(
        UInt8.random(in: 0...10, using: &random),
        flags: UInt8.random(in: 0...255, using: &random),
        UInt32.random(in: 0...12, using: &random),
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      )
      bytes.replaceSubrange(start..<start, with: forged)
    }
  }

  private static func frames(_ bytes: [UInt8]) -> [Range<Int>] {
    var frames: [Range<Int>] = []
    var start = bytes.starts(with: Wire.preface) ? Wire.preface.count : 0
    while start + 9 <= bytes.count {
      let length = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
      guard start + 9 + length <= bytes.count else { break }
      frames.append(start..<(start + 9 + length))
      start += 9 + length
    }
    return frames
  }
}
