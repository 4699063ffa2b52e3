import Ladder
import Results

extension Journal.Origin {
  /// This machine and this build.
  static var current: Journal.Origin {
    let environment = Environment.current
    return Journal.Origin(
      host: environment.host,
      kernel: environment.kernel,
      cpus: environment.cpus,
      build: environment.build,
      version: environment.version,
      commit: environment.commit
    )
  }
}
