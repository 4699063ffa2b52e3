import CNGHTTP2

/// The version of libnghttp2 in use, whose HPACK decoder and constants this target is built on.
public var libraryVersion: String {
  guard let text = nghttp2_version(0)?.pointee.version_str else { return "unknown" }
  return String(cString: text)
}
