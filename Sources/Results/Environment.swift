/// Where and with what a run was made.
public struct Environment: Codable, Sendable, Equatable {
  public var host: String
  public var kernel: String
  public var cpus: Int

  /// `debug` or `release`.
  public var build: String
  public var version: String

  /// The commit of the generator; empty if it is not known.
  public var commit: String

  /// Versions of the libraries in use, by name.
  public var libraries: [String: String]

  public init(
    host: String,
    kernel: String,
    cpus: Int,
    build: String,
    version: String,
    commit: String,
    libraries: [String: String]
  ) {
    self.host = host
    self.kernel = kernel
    self.cpus = cpus
    self.build = build
    self.version = version
    self.commit = commit
    self.libraries = libraries
  }
}
