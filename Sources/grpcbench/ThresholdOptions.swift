import ArgumentParser
import Scenarios

/// The options that say what a run's figures must not be.
struct ThresholdOptions: ParsableArguments, SettingGroup {
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Fail if this is so, such as \"response.p99 > 5ms\" or \"failed > 0.1%\"; can be repeated.",
      valueName: "threshold"
    )
  )
  var failIf: [String] = []

  @Option(.abortOnFail, "Whether to end the run once a threshold is broken.", "true|false")
  var abortOnFail: String?

  static var settings: [(setting: Setting, text: KeyPath<ThresholdOptions, String?>)] {
    [(.abortOnFail, \.abortOnFail)]
  }
}
