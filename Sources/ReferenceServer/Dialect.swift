import Bytes

/// How a call is spoken: its protocol, and how its messages are written.
enum Dialect: UInt8, CaseIterable {
  case grpc
  case grpcJSON
  case connect
  case connectJSON

  init(isConnect: Bool, _ format: MessageFormat) {
    self =
      switch format {
      case .protobuf: isConnect ? .connect : .grpc
      case .json: isConnect ? .connectJSON : .grpcJSON
      }
  }

  /// A call of Connect's, whose message is the whole body.
  var isConnect: Bool { rawValue >= Dialect.connect.rawValue }

  var format: MessageFormat { rawValue & 1 == 0 ? .protobuf : .json }
}
