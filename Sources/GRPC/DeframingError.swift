/// Why a stream of messages cannot be read on.
public enum DeframingError: Error, Hashable, Sendable {
  /// A message longer than this end takes.
  case tooLong(length: Int, limit: Int)
  /// A flag byte other than 0 and 1.
  case unknownFlag(UInt8)
  /// A compressed message where `grpc-encoding` names no encoding that this end reads.
  case unexpectedCompression
  /// The stream ended inside a message.
  case cutShort

  /// What the call ends with.
  ///
  /// The codes are those of gRPC's `doc/statuscodes.md` and `doc/compression.md`.
  public var status: Status {
    switch self {
    case .tooLong(let length, let limit):
      Status(
        .resourceExhausted,
        "a message of \(length) bytes came, which is over the limit of \(limit) bytes"
      )
    case .unknownFlag(let flag):
      Status(.internal, "a message began with the flag byte \(flag), which is neither 0 nor 1")
    case .unexpectedCompression:
      Status(.internal, "a compressed message came without a usable grpc-encoding")
    case .cutShort:
      Status(.internal, "the stream ended inside a message")
    }
  }
}
