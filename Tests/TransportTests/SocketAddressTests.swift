import Foundation
import Testing
import Timing

@testable import Transport

@Suite struct SocketAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1:50051"), ("::1", "[::1]:50051"), ("192.0.2.7", "192.0.2.7:50051"),
  ])
  func `a numeric address reads as it was written`(host: String, text: String) throws {
    let address = try #require(try SocketAddress.resolve(host: host, port: 50_051).first)
    #expect(address.description == text)
    #expect(address.port == 50_051)
    #expect(address.isLoopback == (host != "192.0.2.7"))
  }

  @Test func `a name that does not exist is said in one line`() throws {
    let error = try #require(throws: ResolutionError.self) {
      try SocketAddress.resolve(host: "no such host", port: 1)
    }
    #expect(error.description.hasPrefix("no such host does not resolve: "))
    #expect(error.description.hasSuffix("; check the name"))
    #expect(!error.description.contains("\n"))
  }

  @Test func `a unix path fits or is refused`() throws {
    let longest = "/" + String(repeating: "a", count: SocketAddress.longestPath - 1)
    let address = try SocketAddress(path: longest)
    #expect(address.description == "unix:\(longest)")
    #expect(address.port == nil)
    #expect(address.isLoopback)
    for path in ["", longest + "a"] {
      #expect(throws: SystemError.self) { try SocketAddress(path: path) }
    }
  }

  @Test func `an abstract name is an address without a file`() throws {
    let longest = String(repeating: "a", count: SocketAddress.longestPath)
    let address = try SocketAddress(abstract: longest)
    #expect(address.description == "unix-abstract:\(longest)")
    #expect(address.path == nil)
    #expect(address.isUnix && address.isAbstract && address.isLoopback)
    for name in ["", longest + "a"] {
      #expect(throws: SystemError.self) { try SocketAddress(abstract: name) }
    }
  }

  @Test func `a name is resolved to all its addresses`() throws {
    let addresses = try SocketAddress.resolve(host: "localhost", port: 7)
    #expect(!addresses.isEmpty && addresses.allSatisfy { $0.isLoopback && $0.port == 7 })
  }

  @Test func `a name without an answer in time is given up`() {
    let error = ResolutionError(host: "h", code: -100, limit: .seconds(5))
    #expect(
      error.description == "h does not resolve: no answer within 5 s; is the DNS server "
        + "reachable?"
    )
  }

  @Test(
    arguments: [
      (ECONNREFUSED, "is the server running"), (EADDRNOTAVAIL, "ip_local_port_range"),
      (ENETUNREACH, "no way there"), (EMFILE, "ulimit -n"), (ENFILE, "fs.file-max"),
      (ETIMEDOUT, "firewall"),
    ] as [(Int32, String)]
  )
  func `a failure to connect comes with its likely cause`(code: Int32, advice: String) throws {
    let address = try #require(try SocketAddress.resolve(host: "192.0.2.7", port: 1).first)
    let line = address.trouble(code)
    #expect(line.hasPrefix(SystemError.text(code) + "; ") && line.contains(advice), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test func `a shortage is what this machine lacks for any connection`() throws {
    let address = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 1).first)
    #expect([EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL].allSatisfy(address.isShortage))
    #expect(![ECONNREFUSED, ETIMEDOUT, ENETUNREACH].contains(where: address.isShortage))
    // It says that the machine does not have the address.
    let other = try #require(try SocketAddress.resolve(host: "::1", port: 1).first)
    #expect(!other.isShortage(EADDRNOTAVAIL) && other.isShortage(EMFILE))
  }

  @Test func `a failure to connect to a unix socket says what stands at its path`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "grpcbench-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "file").path
    try Data().write(to: URL(filePath: file))
    #expect(try refusal(file).contains("not a socket"))
    #expect(try refusal(folder.path).contains("not a socket"))
    #expect(try refusal(folder.path + "/none").contains("there is no such socket"))
    #expect(try refusal(file + "/none").contains("not a folder"))
  }

  private func refusal(_ path: String) throws -> String {
    let address = try SocketAddress(path: path)
    do {
      _ = try Socket.connect(to: address)
      return "it connects"
    } catch {
      return address.trouble(error.code)
    }
  }
}
