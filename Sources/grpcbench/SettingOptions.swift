import ArgumentParser
import Scenarios

/// The options that take the place of a scenario's settings, by theme.
///
/// All are text here, because the scenario's own readers understand them and find the words for
/// what is wrong. Each takes the next argument whatever it is, so that `--rate -5` is about a rate.
struct SettingOptions: ParsableArguments {
  @OptionGroup(title: "In place of the scenario's own settings: the load")
  var load: LoadOptions

  @OptionGroup(title: "Each call; for all kinds of call alike")
  var call: CallOptions

  @OptionGroup(title: "The messages of each call; for all kinds of call alike")
  var messages: MessageOptions

  @OptionGroup(title: "The connections")
  var connection: ConnectionOptions

  var overrides: Overrides {
    var overrides = Overrides()
    load.add(to: &overrides)
    call.add(to: &overrides)
    messages.add(to: &overrides)
    connection.add(to: &overrides)
    overrides.metadata = call.metadata
    return overrides
  }
}

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
