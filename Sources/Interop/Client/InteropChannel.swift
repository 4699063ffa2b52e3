import Bytes
import Foundation
import GRPC
import HTTP2
import SwiftProtobuf
import Timing
import Transport

/// A client of the server under test: it makes calls, and a new connection whenever the last one
/// takes no more.
///
/// All of it is synchronous: a method that waits plays the calls of its connection on until it has
/// what it waits for, or throws once the case has lasted too long.
final class InteropChannel {
  /// Connections that may turn a call away before it fails.
  private static let mostTried = 100

  private let target: InteropTarget
  private let context: TLSContext?
  /// When everything that waits gives up.
  let limit: Instant
  var connection: InteropConnection? { made.last }
  /// How many connections were made.
  private(set) var connections = 0
  /// The last of them, and before it those on which calls are under way.
  private var made: [InteropConnection] = []
  private var gzip = GzipEncoder()

  init(_ target: InteropTarget, until limit: Instant) throws(InteropFailure) {
    self.target = target
    self.limit = limit
    do {
      context = try target.tls.map { (tls) throws(TLSError) in try TLSContext(client: tls) }
    } catch {
      throw InteropFailure("\(error)")
    }
  }

  deinit {
    // Calls that were given up and their connections hold each other.
    for connection in made { connection.abandonCalls() }
  }

  /// What a call has beside its path and messages.
  struct Options {
    var metadata: [HeaderField] = []
    /// How long the call may take.
    var timeout: Nanoseconds?
    /// Messages may be compressed.
    var usesGzip = false
  }

  /// Starts a call, once the server takes another one.
  func start(_ path: String, _ options: Options = Options()) throws(InteropFailure) -> InteropCall {
    let deadline = options.timeout.map { EventLoop.now() + $0 }
    let call = InteropCall(path: path, head: head(path, options), deadline: deadline)
    let enough = connections + Self.mostTried
    while EventLoop.now() < limit, connections < enough {
      let connection = try standing()
      if !connection.canOpen {
        try connection.wait("a free stream for \(path)", until: limit) {
          connection.canOpen || !connection.takesCalls
        }
      }
      guard connection.canOpen else { continue }
      connection.open(call)
      return call
    }
    throw InteropFailure("no connection took a call of \(path)")
  }

  private func standing() throws(InteropFailure) -> InteropConnection {
    if let connection, connection.takesCalls { return connection }
    let connection = try InteropConnection.standing(target, context, until: limit)
    connections += 1
    made.removeAll { $0.isIdle }
    made.append(connection)
    return connection
  }

  private func head(_ path: String, _ options: Options) -> [HeaderField] {
    var fields = [
      HeaderField(":method", "POST"),
      HeaderField(":scheme", target.tls == nil ? "http" : "https"), HeaderField(":path", path),
      HeaderField(":authority", target.authority),
    ]
    if let timeout = options.timeout {
      fields.append(HeaderField("grpc-timeout", Timeout(timeout).description))
    }
    fields += [
      HeaderField("te", "trailers"), HeaderField("content-type", "application/grpc"),
      HeaderField("user-agent", "grpc-swift-grpcbench-interop"),
      HeaderField("grpc-accept-encoding", "identity,gzip"),
    ]
    if options.usesGzip { fields.append(HeaderField("grpc-encoding", "gzip")) }
    return fields + options.metadata
  }

  /// A message as it goes on the wire.
  func frame(_ message: some Message, isCompressed: Bool = false) throws(InteropFailure) -> [UInt8]
  {
    var bytes: [UInt8]
    do {
      bytes = try message.serializedBytes()
    } catch {
      throw InteropFailure("a request could not be serialized: \(error)")
    }
    if isCompressed {
      let plain = bytes
      bytes = []
      gzip.compress(plain.span, into: &bytes)
    }
    var frame: [UInt8] = []
    MessagePrefix(length: bytes.count, isCompressed: isCompressed).append(to: &frame)
    return frame + bytes
  }

  /// Sends a framed message; the last one ends the request.
  func send(_ frame: [UInt8], on call: InteropCall, isLast: Bool = false) {
    call.enqueue(frame)
    if isLast { call.enqueueEnd() }
    call.connection?.send(for: call)
  }

  /// Ends the request.
  func endRequests(of call: InteropCall) {
    call.enqueueEnd()
    call.connection?.send(for: call)
  }

  /// Cancels a call; it ends with CANCELLED unless it has ended already.
  func cancel(_ call: InteropCall) {
    end(call, Status(.cancelled, "the client has cancelled the call"))
  }

  private func end(_ call: InteropCall, _ status: Status) {
    guard call.status == nil else { return }
    call.end(status)
    if let stream = call.stream { call.connection?.cancel(stream) }
  }

  /// Waits for the next response; nil once there is none left.
  func receive(_ call: InteropCall) throws(InteropFailure) -> InteropCall.Response? {
    try wait(for: call, "a response to \(call.path)") { call.isHeard }
    return call.takeResponse()
  }

  /// Waits for the end of a call.
  func status(of call: InteropCall) throws(InteropFailure) -> Status {
    try wait(for: call, "the end of \(call.path)") { call.status != nil }
    return call.status ?? .ok
  }

  private func wait(
    for call: InteropCall,
    _ what: String,
    _ isSo: () -> Bool
  ) throws(InteropFailure) {
    guard let connection = call.connection else { return }
    try connection.wait(what, until: limit, alarm: call.deadline, isSo)
    guard !isSo() else { return }
    end(call, .deadlineExceeded)
  }
}
