import Bytes
import CLinux
import Foundation
import Testing

@testable import Transport

@Suite struct TunnelTests {
  /// Our end of a connection to a proxy that the test plays.
  private struct Pair: ~Copyable {
    let ours: Socket
    let proxys: Socket

    init() throws {
      var ends: [Int32] = [0, 0]
      let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
      guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
        throw SystemError("socketpair", code: errno)
      }
      ours = Socket(Descriptor(ends[0]))
      proxys = Socket(Descriptor(ends[1]))
    }

    /// What has come to the proxy.
    func heard() -> String { Self.text(proxys) }

    /// What has come to us and was not taken.
    func left() -> String { Self.text(ours) }

    func say(_ text: String) { _ = proxys.send(Array(text.utf8)[...]) }

    private static func text(_ socket: borrowing Socket) -> String {
      var bytes = [UInt8](repeating: 0, count: 4_096)
      guard case .moved(let count) = socket.peek(into: &bytes) else { return "" }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }

  private let anonymous = Tunnel(proxy: "p:3128", destination: "[::1]:443", user: nil)
  private let named = Tunnel(proxy: "p:1", destination: "h:2", user: "ada", password: "se:cret")

  @Test func `the proxy is asked in the words of RFC 9110`() throws {
    let pair = try Pair()
    var opening = TunnelOpening(anonymous)
    #expect(opening.advance(pair.ours, hasEnded: false) == .waiting)
    #expect(pair.heard() == "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n")
  }

  @Test func `a user and a password are sent as Basic has them`() throws {
    let pair = try Pair()
    var opening = TunnelOpening(named)
    _ = opening.advance(pair.ours, hasEnded: false)
    let pairs = Base64.encode(Array("ada:se:cret".utf8))
    #expect(pair.heard().contains("\r\nProxy-Authorization: Basic \(pairs)\r\n\r\n"))
  }

  @Test func `what follows the answer is left to the server`() throws {
    let pair = try Pair()
    var opening = TunnelOpening(anonymous)
    _ = opening.advance(pair.ours, hasEnded: false)
    pair.say("HTTP/1.1 200 OK\r\n")
    #expect(opening.advance(pair.ours, hasEnded: false) == .waiting)
    pair.say("\r\n\0\0\0\u{4}")
    #expect(opening.advance(pair.ours, hasEnded: false) == .open)
    #expect(pair.left() == "\0\0\0\u{4}")
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\n"])
  func `a proxy that goes without an answer is named`(start: String) throws {
    let pair = try Pair()
    var opening = TunnelOpening(anonymous)
    _ = opening.advance(pair.ours, hasEnded: false)
    pair.say(start)
    pair.proxys.endWriting()
    guard case .failed(let line) = opening.advance(pair.ours, hasEnded: true) else {
      Issue.record("it goes on")
      return
    }
    #expect(line.hasPrefix("proxy p:3128 closed the connection without an answer to CONNECT"))
  }

  @Test(arguments: [
    (407, "give user and password (--proxy http://user:password@p:3128)"), (403, "its rules"),
    (502, "cannot reach"), (405, "does it allow CONNECT"),
  ])
  func `a refusal says what to do`(status: Int, advice: String) {
    let line = anonymous.trouble(.refused(status: status, "\(status) No")) ?? ""
    #expect(line.hasPrefix("proxy p:3128 refused CONNECT to [::1]:443: \(status) No; "))
    #expect(line.contains(advice), "\(line)")
  }

  @Test func `a refusal that repeats the password is not repeated`() {
    let pair = Base64.encode(Array("ada:se:cret".utf8))
    let line = named.trouble(.refused(status: 407, "407 se:cret \(pair)")) ?? ""
    #expect(line.contains("407 *** ***; it does not accept the user and password"), "\(line)")
  }

  @Test func `an open tunnel is no trouble`() {
    #expect(anonymous.trouble(.open(bytes: 1)) == nil)
    #expect(anonymous.trouble(.incomplete) == nil)
  }
}
