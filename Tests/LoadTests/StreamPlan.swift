import Foundation
import Scenarios
import Timing

@testable import Load

extension Plan {
  /// A plan of a fraction of a second with one kind of call.
  static func streaming(
    _ kind: CallKind,
    sent: Int = 1,
    received: Int? = nil,
    rate: String = "200",
    milliseconds: Int64 = 100
  ) throws -> Plan {
    var plan = Plan.short(streams: 100, milliseconds: milliseconds)
    plan.load = .open(rate: try Rate(text: rate), arrivals: .constant)
    // A busy machine may take as long for thousands of round trips.
    plan.drain = .seconds(60)
    plan.calls[0].kind = kind
    (plan.calls[0].messages.sent, plan.calls[0].messages.received) = (sent, received)
    return plan
  }

  /// What each call of a kind sends, beginning with each of the pool's messages.
  func requests(kind: Int = 0) throws -> Set<[UInt8]> {
    let messages = try RequestMessages(calls[kind].request, seed: seed).framed
    let count = calls[kind].messages.sent
    return Set(
      messages.indices.map { first in
        (0..<count).flatMap { messages[(first + $0) % messages.count] }
      }
    )
  }
}

extension CallKind {
  /// The method of `greet.Greeter` that has this kind.
  var greeting: Scenarios.Method {
    get throws {
      let name =
        switch self {
        case .unary: "SayHello"
        case .serverStreaming: "SayHelloServerStream"
        case .clientStreaming: "SayHelloClientStream"
        case .bidirectional: "SayHelloBidi"
        }
      let text = Data("\"greet.Greeter/\(name)\"".utf8)
      return try JSONDecoder().decode(Scenarios.Method.self, from: text)
    }
  }
}

extension Script {
  /// A server of streams.
  static func playing(_ streams: StreamScript) -> Script {
    var script = Script { _ in [] }
    script.streams = streams
    return script
  }

  /// A message of so many bytes, with its prefix.
  static func message(of count: Int) -> [UInt8] {
    [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
      + [UInt8](repeating: 0x61, count: count)
  }
}
