/// Where and with what a run was made.
public struct Environment: Codable, Sendable, Equatable {
  public var host: String
  public var kernel: String
  public var cpus: Int

  /// What the processors call themselves; empty if they do not say.
  public var cpuModel: String

  /// The machine's memory; zero if it is not known.
  public var memoryBytes: UInt64

  /// `debug` or `release`.
  public var build: String
  public var version: String

  /// The commit of the generator; empty if it is not known.
  public var commit: String

  /// Versions of the libraries in use, by name.
  public var libraries: [String: String]

  enum CodingKeys: String, CodingKey {
    case host, kernel, cpus, build, version, commit, libraries
    case cpuModel = "cpu_model"
    case memoryBytes = "memory_bytes"
  }

  public init(
    host: String,
    kernel: String,
    cpus: Int,
    cpuModel: String = "",
    memoryBytes: UInt64 = 0,
    build: String,
    version: String,
    commit: String,
    libraries: [String: String]
  ) {
    self.host = host
    self.kernel = kernel
    self.cpus = cpus
    self.cpuModel = cpuModel
    self.memoryBytes = memoryBytes
    self.build = build
    self.version = version
    self.commit = commit
    self.libraries = libraries
  }
}
