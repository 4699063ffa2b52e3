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

  @Test func `nobody waiting is no error`() throws {
    let wanted = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
    let listener = try Listener(wanted, sharesPort: false)
    let isNobody = try listener.accept() == nil
    #expect(isNobody)
  }
}
