import ArgumentParser
import Scenarios

/// The options that take the place of a scenario's settings, by theme.
///
/// All are text here, because the scenario's own readers understand them and find the words for
/// what is wrong. Each takes the next argument whatever it is, so that `--rate -5` is about a rate.
struct SettingOptions: ParsableArguments {
  @OptionGroup(title: "The load, in place of the scenario's settings")
  var load: LoadOptions

  @OptionGroup(title: "Each call")
  var call: CallOptions

  @OptionGroup(title: "The messages of each call")
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
