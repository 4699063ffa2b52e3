import COpenSSL

/// The version of OpenSSL in use.
public var libraryVersion: String {
  guard let text = OpenSSL_version(OPENSSL_VERSION_STRING) else { return "unknown" }
  return String(cString: text)
}
