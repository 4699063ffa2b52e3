import ArgumentParser
import Scenarios

/// Options of one theme, each for one setting.
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
