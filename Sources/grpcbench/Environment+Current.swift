import Foundation
import HTTP2
import Results
import Transport

extension Results.Environment {
  /// This machine and this build.
  static var current: Environment {
    Environment(
      host: ProcessInfo.processInfo.hostName,
      kernel: kernel,
      cpus: Transport.Usage.processors,
      build: build,
      version: Version.current,
      commit: Transport.builtCommit,
      libraries: ["nghttp2": HTTP2.libraryVersion, "openssl": Transport.libraryVersion]
    )
  }

  static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  private static var kernel: String {
    let version = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return "Linux \(version?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "(unknown)")"
  }
}
