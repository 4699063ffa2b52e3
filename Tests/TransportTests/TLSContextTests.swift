import Bytes
import Foundation
import Testing
import Timing

@testable import Transport

@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct TLSContextTests {
  /// Whether a second connection of a client went on with the session of its first.
  private func resumes(_ client: TLSClientOptions, _ server: TLSServerOptions) throws -> Bool {
    let context = try TLSContext(client: client)
    // Each connection meets another thread of the server.
    let first = try WirePair(context, TLSContext(server: server))
    first.settle()
    #expect(first.isEstablished && !first.client.isResumed, "\(first.client.trouble ?? "")")
    let second = try WirePair(context, TLSContext(server: server))
    second.settle()
    #expect(second.isEstablished, "\(second.client.trouble ?? "")")
    #expect(second.client.isResumed == second.server.isResumed)
    return second.client.isResumed
  }

  @Test(arguments: TLSVersion.allCases, [false, true])
  func `a second connection goes on with the first one's session`(
    version: TLSVersion,
    hasIdentity: Bool
  ) throws {
    var client = try WireTests.clientOptions()
    client.versions = version...version
    var server = try WireTests.serverOptions()
    if hasIdentity {
      client.identity = try Certificates.identity("client")
      server.clientAuthorities = try Certificates.file("ca")
    }
    #expect(try resumes(client, server))
  }

  @Test(arguments: TLSVersion.allCases)
  func `either end can do without resumption`(version: TLSVersion) throws {
    var client = try WireTests.clientOptions()
    client.versions = version...version
    var server = try WireTests.serverOptions()
    server.resumes = false
    #expect(try !resumes(client, server))
    server.resumes = true
    client.resumes = false
    #expect(try !resumes(client, server))
  }

  @Test(arguments: [UInt64(1), 2, 3, 4], TLSVersion.allCases)
  func `all bytes arrive in order, however they are cut`(seed: UInt64, version: TLSVersion) throws {
    var random = SplitMix64(seed: seed)
    var client = try WireTests.clientOptions()
    client.versions = version...version
    client.savesMemory = seed.isMultiple(of: 2)
    // Room for less than a record, for a few, and for more than a read brings.
    let room = [100, 20_000, 300_000].randomElement(using: &random) ?? 100
    let kernel = [Int32(1), 40_000].randomElement(using: &random)
    let pair = try WirePair(
      TLSContext(client: client),
      TLSContext(server: try WireTests.serverOptions()),
      room: room,
      kernel: kernel
    )
    let up = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    let down = Array(up.reversed())
    var (sentUp, sentDown) = (0, 0)
    var fromClient = SendBuffer()
    var fromServer = SendBuffer()
    for _ in 0..<2_000_000 {
      pair.turn()
      if pair.atServer.count == up.count, pair.atClient.count == down.count { break }
      if Bool.random(using: &random) {
        sentUp = add(up, from: sentUp, to: &fromClient, &random)
        if !fromClient.isEmpty { _ = pair.send(&fromClient, fromClient: true) }
      }
      if Bool.random(using: &random) {
        sentDown = add(down, from: sentDown, to: &fromServer, &random)
        if !fromServer.isEmpty { _ = pair.send(&fromServer, fromClient: false) }
      }
    }
    #expect(pair.atServer == up && pair.atClient == down, "seed \(seed), room \(room)")
    #expect(pair.client.trouble == nil && pair.server.trouble == nil)
    let taken = fromClient.totalTaken
    #expect(taken == 300_000)
  }

  /// Appends some more bytes, and returns how many have been appended in all.
  private func add(
    _ bytes: [UInt8],
    from start: Int,
    to output: inout SendBuffer,
    _ random: inout SplitMix64
  ) -> Int {
    let end = min(bytes.count, start + Int.random(in: 0...100_000, using: &random))
    bytes[start..<end].withUnsafeBytes { output.append($0) }
    return end
  }

  @Test func `what the kernel does not take stays in the buffer`() throws {
    let pair = try WirePair(
      TLSContext(client: try WireTests.clientOptions()),
      TLSContext(server: try WireTests.serverOptions()),
      kernel: 1
    )
    pair.settle()
    let bytes = [UInt8](repeating: 9, count: 300_000)
    var output = SendBuffer(bytes)
    while case .moved = pair.send(&output, fromClient: true) {}
    let left = output.count
    #expect(left > 0)
    let taken = output.totalTaken
    #expect(taken == Int64(bytes.count - left))
    var turns = 0
    while !output.isEmpty, turns < 100_000 {
      pair.turn()
      _ = pair.send(&output, fromClient: true)
      turns += 1
    }
    pair.settle()
    #expect(pair.atServer == bytes)
  }

  @Test func `before the handshake nothing is written`() throws {
    let context = try TLSContext(client: try WireTests.clientOptions())
    let pair = try WirePair(context, nil)
    var output = SendBuffer([1])
    #expect(pair.send(&output, fromClient: true) == .wouldBlock)
    let left = output.count
    #expect(left == 1)
  }

  @Test func `secrets go to the log that was asked for, for its owner alone`() throws {
    let path = Certificates.path("keys-\(UUID().uuidString)")
    var client = try WireTests.clientOptions()
    client.keyLogFile = path
    let pair = try WirePair(
      TLSContext(client: client),
      TLSContext(server: try WireTests.serverOptions())
    )
    pair.settle()
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("CLIENT_TRAFFIC_SECRET_0 ") })
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
}
