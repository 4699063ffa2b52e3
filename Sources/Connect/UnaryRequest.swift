public import Bytes
public import Timing

/// The fields that a unary call's request has beside those that HTTP asks for.
public enum UnaryRequest {
  public static let versionName = "connect-protocol-version"
  public static let version = "1"
  public static let timeoutName = "connect-timeout-ms"
  /// What the name of a field begins with that would be a trailer in gRPC.
  public static let trailerPrefix = "trailer-"

  /// The fields in their order.
  ///
  /// - Parameters:
  ///   - format: How the message is written.
  ///   - timeout: How long the caller waits; nil for ever.
  ///   - asksInGzip: The body is compressed.
  ///   - acceptsGzip: The answer may be.
  /// - Returns: Names and values.
  public static func fields(
    _ format: MessageFormat,
    timeout: Nanoseconds? = nil,
    asksInGzip: Bool = false,
    acceptsGzip: Bool = false
  ) -> [(name: String, value: String)] {
    var fields = [
      (name: "content-type", value: MediaType.field(format)), (versionName, version),
    ]
    if let timeout { fields.append((timeoutName, "\(MillisecondTimeout(timeout))")) }
    if asksInGzip { fields.append(("content-encoding", "gzip")) }
    if acceptsGzip { fields.append(("accept-encoding", "gzip")) }
    return fields
  }
}
