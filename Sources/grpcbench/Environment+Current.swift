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
      cpuModel: cpuModel,
      memoryBytes: ProcessInfo.processInfo.physicalMemory,
      build: currentBuild,
      version: Version.current,
      commit: Transport.builtCommit,
      libraries: ["nghttp2": HTTP2.libraryVersion, "openssl": Transport.libraryVersion]
    )
  }

  static var currentBuild: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  private static var cpuModel: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last ?? ""
    return name.split(separator: " ").joined(separator: " ")
  }

  private static var kernel: String {
    let version = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return "Linux \(version?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "(unknown)")"
  }
}
