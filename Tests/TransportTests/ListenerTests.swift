import Foundation
import Testing

@testable import Transport

@Suite struct ListenerTests {
  @Test func `port 0 becomes the port that the kernel chose`() throws {
    let wanted = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
    let listener = try Listener(wanted, sharesPort: false)
    let port = try #require(listener.address.port)
    #expect(port > 0)
    #expect(listener.address.description == "127.0.0.1:\(port)")
  }

  @Test func `a port in use is told as such`() throws {
    let wanted = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
    let listener = try Listener(wanted, sharesPort: false)
    let error = try #require(throws: SystemError.self) {
      _ = try Listener(listener.address, sharesPort: false)
    }
    #expect(error.isAddressInUse)
    #expect(error.description == "listen on \(listener.address): address already in use")
  }

  @Test func `listeners may share a port`() throws {
    let wanted = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
    let first = try Listener(wanted, sharesPort: true)
    let second = try Listener(first.address, sharesPort: true)
    #expect(first.address.port == second.address.port)
  }

  @Test func `a unix path is there while the listener lives`() throws {
    let address = try #require(try Place.unix.address())
    let path = String(address.description.dropFirst(5))
    do {
      let listener = try Listener(address, sharesPort: false)
      #expect(FileManager.default.fileExists(atPath: path))
      #expect(listener.address.description == "unix:\(path)")
      let error = try #require(throws: SystemError.self) {
        _ = try Listener(address, sharesPort: false)
      }
      #expect(error.isAddressInUse)
      #expect(FileManager.default.fileExists(atPath: path))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  private func path(_ address: SocketAddress) -> String {
    String(address.description.dropFirst(5))
  }

  /// Makes a socket as a server leaves it behind that was killed.
  private func abandon(_ address: SocketAddress) throws {
    let socket = try Socket.make(address)
    let code = address.withPointer { bind(socket.number, $0, address.length) }
    #expect(code == 0)
  }

  @Test func `a socket at which nobody listens is taken over`() throws {
    let address = try #require(try Place.unix.address())
    try abandon(address)
    #expect(FileManager.default.fileExists(atPath: path(address)))
    let listener = try Listener(address, sharesPort: false)
    let client = try Socket.connect(to: address)
    #expect(client.connectError() == nil)
    #expect(listener.address.description == address.description)
  }

  @Test(arguments: ["file", "folder", "link"])
  func `what is no socket is left alone`(kind: String) throws {
    let address = try #require(try Place.unix.address())
    let path = path(address)
    let other = try #require(try Place.unix.address())
    let files = FileManager.default
    switch kind {
    case "file": try Data("kept".utf8).write(to: URL(fileURLWithPath: path))
    case "folder": try files.createDirectory(atPath: path, withIntermediateDirectories: false)
    default:
      try abandon(other)
      try files.createSymbolicLink(atPath: path, withDestinationPath: self.path(other))
    }
    defer {
      try? files.removeItem(atPath: path)
      try? files.removeItem(atPath: self.path(other))
    }
    let error = try #require(throws: SystemError.self) {
      _ = try Listener(address, sharesPort: false)
    }
    #expect(!error.isAddressInUse)
    #expect(error.reason.hasPrefix("file exists; it is no socket and is left alone"), "\(error)")
    #expect(files.fileExists(atPath: path))
    #expect(kind != "file" || files.contents(atPath: path) == Data("kept".utf8))
    #expect(kind != "link" || files.fileExists(atPath: self.path(other)))
  }

  @Test(arguments: [true, false])
  func `a listener does not take its successor's path along`(stops: Bool) throws {
    let address = try #require(try Place.unix.address())
    var old: Listener? = try Listener(address, sharesPort: false)
    if stops {
      old?.stop()
    } else {
      // By someone else's hand.
      try FileManager.default.removeItem(atPath: path(address))
    }
    #expect(!FileManager.default.fileExists(atPath: path(address)))
    let next = try Listener(address, sharesPort: false)
    old?.stop()
    old = nil
    #expect(FileManager.default.fileExists(atPath: path(address)))
    let client = try Socket.connect(to: address)
    #expect(client.connectError() == nil)
    let isReached = try next.accept() != nil
    #expect(isReached)
    next.stop()
    #expect(!FileManager.default.fileExists(atPath: path(address)))
  }

  @Test(arguments: Place.allCases)
  func `another thread has a listener of its own, or the same on a unix socket`(
    place: Place
  ) throws {
    guard let address = try place.address() else { return }
    let first = try Listener(address, sharesPort: true)
    let second = try first.another()
    #expect(second.address.description == first.address.description)
    #expect((second === first) == (place == .unix))
    #expect(first.isShared == (place == .unix))
  }

  @Test func `nobody waiting is no error`() throws {
    let wanted = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
    let listener = try Listener(wanted, sharesPort: false)
    let isNobody = try listener.accept() == nil
    #expect(isNobody)
  }
}
