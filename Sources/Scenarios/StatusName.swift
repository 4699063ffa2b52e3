/// The names of the gRPC status codes, as the gRPC specification spells them.
public enum StatusName {
  /// In the order of their codes, 0 to 16.
  public static let all = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
    "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
    "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  ]

  /// The name of `code`; a code that gRPC does not know is named by its number.
  public static func name(of code: UInt8) -> String {
    Int(code) < all.count ? all[Int(code)] : "STATUS_\(code)"
  }
}
