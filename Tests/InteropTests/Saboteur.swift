import Foundation
import GRPC
import HTTP2
import ReferenceServer

@testable import Interop

/// A call of the test service that does one thing wrong.
struct Saboteur: GuestCall {
  /// What is done wrong.
  enum Act: Sendable {
    /// Each message is another one.
    case messages([UInt8])
    /// Each message comes twice.
    case twice
    /// The first message comes again and again.
    case endless
    /// The first message is left out.
    case oneLess
    /// A message comes before the end.
    case oneMore
    /// All messages are compressed, or none.
    case compressed(Bool)
    /// The call ends in another way.
    case status(Status)
    /// The call fails at its first message or at the end of its requests.
    case refusal(Status)
    case noInitialMetadata
    case noTrailingMetadata
    /// The connection goes with each call.
    case goAway
  }

  private var call: TestServiceCall
  private let act: Act
  private var queue: [GuestStep] = []
  private var hasActed = false

  init(_ call: TestServiceCall, _ act: Act) {
    self.call = call
    self.act = act
  }

  var initialMetadata: [HeaderField] {
    if case .noInitialMetadata = act { [] } else { call.initialMetadata }
  }

  var trailingMetadata: [HeaderField] {
    if case .noTrailingMetadata = act { [] } else { call.trailingMetadata }
  }

  mutating func take(_ message: [UInt8], isCompressed: Bool) {
    call.take(message, isCompressed: isCompressed)
  }

  mutating func endRequests() {
    call.endRequests()
  }

  mutating func next() -> GuestStep {
    if case .refusal(let status) = act { return .end(status) }
    if case .goAway = act, !hasActed {
      hasActed = true
      return .goAway
    }
    if case .endless = act, let step = queue.first { return step }
    guard queue.isEmpty else { return queue.removeFirst() }
    switch call.next() {
    case .message(let message, let isCompressed): return change(message, isCompressed)
    case .end(let status): return change(status)
    case let step: return step
    }
  }

  private mutating func change(_ message: [UInt8], _ isCompressed: Bool) -> GuestStep {
    switch act {
    case .messages(let other): return .message(other, isCompressed: isCompressed)
    case .compressed(let isCompressed): return .message(message, isCompressed: isCompressed)
    case .twice, .endless:
      queue.append(.message(message, isCompressed: isCompressed))
    case .oneLess where !hasActed:
      hasActed = true
      return next()
    default: break
    }
    return .message(message, isCompressed: isCompressed)
  }

  private mutating func change(_ status: Status) -> GuestStep {
    switch act {
    case .status(let other): return .end(other)
    case .oneMore:
      queue.append(.end(status))
      return .message([], isCompressed: false)
    default: return .end(status)
    }
  }
}

extension Saboteur {
  /// The test service with one method that does something wrong.
  static func service(_ method: TestMethod, _ act: Act) -> GuestServices {
    GuestServices(
      name: "saboteur of \(method)",
      paths: TestMethod.allCases.map(\.path),
      descriptors: InteropDescriptors.all
    ) { number, fields in
      let found = TestMethod.allCases[number]
      let call = TestServiceCall(found, fields)
      return found == method ? Saboteur(call, act) : call
    }
  }

  /// The test service without a method.
  static func service(without method: TestMethod) -> GuestServices {
    let methods = TestMethod.allCases.filter { $0 != method }
    return GuestServices(
      name: "without \(method)",
      paths: methods.map(\.path),
      descriptors: InteropDescriptors.all
    ) { number, fields in TestServiceCall(methods[number], fields) }
  }

  /// The test service with a method that no server has.
  static func service(with path: String) -> GuestServices {
    GuestServices(
      name: "with \(path)",
      paths: TestMethod.allCases.map(\.path) + [path],
      descriptors: InteropDescriptors.all
    ) { number, fields in
      TestServiceCall(TestMethod(rawValue: number) ?? .emptyCall, fields)
    }
  }
}
