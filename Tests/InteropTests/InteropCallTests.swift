import GRPC
import HTTP2
import ReferenceServer
import Testing
import Timing
import Transport

@testable import Interop

/// What one call of the client keeps, and how it ends.
@Suite struct InteropCallTests {
  private func call() -> InteropCall {
    let call = InteropCall(path: "/a/b", head: [], deadline: nil)
    let head = [HeaderField(":status", "200"), HeaderField("content-type", "application/grpc")]
    call.receive(head, isTrailers: false, ended: false)
    return call
  }

  /// So many messages of a size, one after the other.
  private func receive(_ call: InteropCall, _ count: Int, bytes: Int) {
    let length = withUnsafeBytes(of: UInt32(bytes).bigEndian) { Array($0) }
    let message = [0] + length + [UInt8](repeating: 7, count: bytes)
    for _ in 0..<count { call.receive(message.span) }
  }

  private func take(_ call: InteropCall) -> Int {
    var count = 0
    while call.takeResponse() != nil { count += 1 }
    return count
  }

  @Test(arguments: [(InteropCall.mostKept, 0), (64, 1 << 20)])
  func `only so many responses wait to be taken`(most: Int, bytes: Int) {
    let call = call()
    receive(call, most, bytes: bytes)
    #expect(call.status == nil)
    receive(call, 1, bytes: max(bytes, 1))
    #expect(call.status?.code == .resourceExhausted)
    #expect(take(call) == most)
  }

  @Test(arguments: [(InteropCall.mostKept, 0), (64, 1 << 20)])
  func `what was taken counts no more`(most: Int, bytes: Int) {
    let call = call()
    for _ in 0..<3 {
      receive(call, most - 1, bytes: bytes)
      #expect(take(call) == most - 1)
      receive(call, 1, bytes: bytes)
      #expect(call.takeResponse()?.bytes.count == bytes)
    }
    #expect(call.status == nil && !call.isHeard)
  }

  /// A call that does what it was told to, step by step.
  private struct Puppet: GuestCall {
    var steps: [GuestStep]
    var initialMetadata: [HeaderField] { [] }
    var trailingMetadata: [HeaderField] { [] }

    mutating func take(_ message: [UInt8], isCompressed: Bool) {}
    mutating func endRequests() {}
    mutating func next() -> GuestStep { steps.isEmpty ? .end(.ok) : steps.removeFirst() }
  }

  /// The end of another call is waited for, so that nobody looks at the clock for the first.
  @Test(arguments: [true, false], [true, false])
  func `CANCELLED after the call's own deadline is that deadline`(
    hasDeadline: Bool,
    byTrailers: Bool
  ) throws {
    let end = byTrailers ? GuestStep.end(Status(.cancelled)) : .reset(.cancel)
    var options = ServerOptions()
    options.guests = GuestServices(
      name: "puppets",
      paths: TestMethod.allCases.map(\.path),
      descriptors: InteropDescriptors.all
    ) { number, _ in
      let isFirst = TestMethod(rawValue: number) == .fullDuplexCall
      return Puppet(steps: isFirst ? [.pause(.milliseconds(5)), end] : [.pause(.milliseconds(20))])
    }
    let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    let server = try ReferenceServer(at: address, options: options)
    do {
      let target = InteropTarget(server.address)
      let channel = try InteropChannel(target, until: EventLoop.now() + .seconds(30))
      let timeout: Nanoseconds? = hasDeadline ? .milliseconds(1) : nil
      let first = try channel.start(TestMethod.fullDuplexCall.path, .init(timeout: timeout))
      channel.send(try channel.frame(Grpc_Testing_Empty()), on: first)
      let other: Reply<Grpc_Testing_Empty> = try channel.call(
        TestMethod.emptyCall.path,
        Grpc_Testing_Empty()
      )
      #expect(other.status == .ok)
      #expect(first.status?.code == (hasDeadline ? .deadlineExceeded : .cancelled))
    }
    _ = try server.stop()
  }
}
