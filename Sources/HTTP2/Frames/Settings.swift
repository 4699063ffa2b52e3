import CNGHTTP2

/// The parameters that one side imposes on the other (RFC 9113 §6.5.2), at their initial values.
public struct Settings: Sendable, Equatable {
  public var headerTableSize = Settings.initialHeaderTableSize
  public var maxConcurrentStreams: Int?
  public var initialWindowSize = 65_535
  public var maxFrameSize = Settings.smallestFrameSize
  public var maxHeaderListSize: Int?
  /// The version of the counters that a server of this project offers: no parameter of HTTP/2, but
  /// one of the range that RFC 7540 §11.3 sets aside for experiments, which all others ignore.
  public var counters: Int?

  public init() {}

  private static let countersIdentifier: UInt16 = 0xf9bc

  public static let largestWindow = 0x7fff_ffff
  public static let smallestFrameSize = 16_384
  public static let largestFrameSize = 16_777_215
  public static let initialHeaderTableSize = 4_096

  /// Applies one parameter that has come from `sender`; unknown ones are ignored (RFC 9113 §6.5.2).
  ///
  /// - Returns: What is wrong with the value, if anything.
  mutating func apply(identifier: UInt16, value: UInt32, from sender: Role) -> Violation? {
    switch nghttp2_settings_id(rawValue: UInt32(identifier)) {
    case NGHTTP2_SETTINGS_HEADER_TABLE_SIZE:
      headerTableSize = Int(value)
    case NGHTTP2_SETTINGS_ENABLE_PUSH:
      guard value <= 1 else { return Violation(.protocolError, "ENABLE_PUSH above 1") }
      guard value == 0 || sender == .client else {
        return Violation(.protocolError, "ENABLE_PUSH from a server")
      }
    case NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS:
      maxConcurrentStreams = Int(value)
    case NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE:
      guard value <= Self.largestWindow else {
        return Violation(.flowControlError, "INITIAL_WINDOW_SIZE above 2^31-1")
      }
      initialWindowSize = Int(value)
    case NGHTTP2_SETTINGS_MAX_FRAME_SIZE:
      guard (Self.smallestFrameSize...Self.largestFrameSize).contains(Int(value)) else {
        return Violation(.protocolError, "MAX_FRAME_SIZE outside 2^14 ... 2^24-1")
      }
      maxFrameSize = Int(value)
    case NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE:
      maxHeaderListSize = Int(value)
    default:
      if identifier == Self.countersIdentifier { counters = Int(value) }
    }
    return nil
  }

  /// The parameters that differ from their initial values, as a SETTINGS frame carries them.
  func entries(role: Role) -> [(identifier: UInt16, value: UInt32)] {
    let initial = Settings()
    var entries: [(UInt16, UInt32)] = []
    func add(_ identifier: nghttp2_settings_id, _ value: Int) {
      entries.append((UInt16(identifier.rawValue), UInt32(value)))
    }
    if role == .client { add(NGHTTP2_SETTINGS_ENABLE_PUSH, 0) }
    if headerTableSize != initial.headerTableSize {
      add(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, headerTableSize)
    }
    if let maxConcurrentStreams {
      add(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, maxConcurrentStreams)
    }
    if initialWindowSize != initial.initialWindowSize {
      add(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, initialWindowSize)
    }
    if maxFrameSize != initial.maxFrameSize {
      add(NGHTTP2_SETTINGS_MAX_FRAME_SIZE, maxFrameSize)
    }
    if let maxHeaderListSize {
      add(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, maxHeaderListSize)
    }
    if let counters { entries.append((Self.countersIdentifier, UInt32(counters))) }
    return entries
  }
}

/// Which end of the connection we are.
public enum Role: Sendable {
  case client
  case server
}
