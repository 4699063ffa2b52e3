import CLinux
import COpenSSL

/// The version of OpenSSL in use.
public var libraryVersion: String {
  guard let text = OpenSSL_version(OPENSSL_VERSION_STRING) else { return "unknown" }
  return String(cString: text)
}

/// The commit that the program was built from; empty if the build was not told.
public var builtCommit: String { String(cString: grpcbench_commit()) }
