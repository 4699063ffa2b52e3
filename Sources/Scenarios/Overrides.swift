/// Settings from the command line, which take the place of a scenario's own.
public struct Overrides: Equatable, Sendable {
  private(set) var entries: [Setting: Entry] = [:]

  public init() {}

  /// The text given for a setting; nothing leaves the setting as the scenario has it.
  public subscript(setting: Setting) -> String? {
    get { entries[setting]?.text }
    set { entries[setting] = newValue.map { Entry($0, subject: setting.option) } }
  }
}
