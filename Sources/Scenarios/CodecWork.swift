/// Whether an end of the calls writes and reads messages while it is measured.
public enum CodecWork: String, CaseIterable, Codable, Sendable {
  /// Messages are bytes that were made before; what comes is counted and not read.
  case prepared
  /// Each message is written anew, and each that comes is read.
  case live
}
