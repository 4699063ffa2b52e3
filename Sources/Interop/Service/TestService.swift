public import ReferenceServer

/// `grpc.testing.TestService` as the reference server's guest.
public enum TestService {
  /// Bytes of the largest response that is made.
  public static let mostBytes = 16 << 20
  /// Responses that a call may owe at once.
  public static let mostOwed = 10_000

  /// The service, well behaved or misbehaving in one way.
  public static func guests(_ misbehaviour: Misbehaviour? = nil) -> GuestServices {
    GuestServices(
      name: misbehaviour.map { "interop, \($0.rawValue)" } ?? "interop",
      paths: TestMethod.allCases.map(\.path),
      descriptors: InteropDescriptors.all
    ) { number, fields in
      guard let method = TestMethod(rawValue: number) else {
        preconditionFailure("the service has no method \(number)")
      }
      let call = TestServiceCall(method, fields)
      guard let misbehaviour, method == .unaryCall else { return call }
      return MisbehavingCall(misbehaviour, call)
    }
  }
}
