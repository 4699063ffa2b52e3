import ArgumentParser
import Scenarios

/// Options of one theme, each taking the place of one of the scenario's settings.
///
/// All are text here, because the scenario's own readers understand them and find the words for
/// what is wrong. Each takes the next argument whatever it is, so that `--rate -5` is about a rate.
protocol SettingGroup {
  static var settings: [(setting: Setting, text: KeyPath<Self, String?>)] { get }
}

extension SettingGroup {
  func add(to overrides: inout Overrides) {
    for (setting, text) in Self.settings {
      if let text = self[keyPath: text] { overrides[setting] = text }
    }
  }
}

extension Option where Value == String? {
  /// The option for a setting, with its name, so that complaints name what was typed.
  init(_ setting: Setting, _ help: String, _ valueName: String) {
    self.init(
      name: .customLong(String(setting.option.dropFirst(2))),
      parsing: .unconditional,
      help: ArgumentHelp(help, valueName: valueName)
    )
  }
}
