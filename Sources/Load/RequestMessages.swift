import GRPC
import GreetService
import Scenarios
import SwiftProtobuf
import Timing

/// The different messages that calls of one kind send.
struct RequestMessages {
  /// Each behind its five-byte prefix.
  let framed: [[UInt8]]

  init(_ request: Request, seed: UInt64) throws {
    framed = try Self.bodies(request, seed: seed).map { body in
      var message: [UInt8] = []
      MessagePrefix(length: body.count).append(to: &message)
      return message + body
    }
  }

  private static func bodies(_ request: Request, seed: UInt64) throws -> [[UInt8]] {
    if let data = request.data { return [data] }
    let hello = Greet_HelloRequest.with { $0.name = request.name }
    return [try hello.serializedBytes()]
  }
}
