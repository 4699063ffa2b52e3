/// Settings from the command line, which take the place of a scenario's own.
public struct Overrides: Equatable, Sendable {
  private var entries: [Setting: Entry] = [:]
  /// Fields of metadata, each as `name: value`; they are added to those of every call, and take the
  /// place of those with the same name.
  public var metadata: [String] = []

  /// Targets, each an address, with `=` and a weight behind it if there are several; they take the
  /// place of the scenario's.
  public var targets: [String] = []

  /// Thresholds, which take the place of the scenario's.
  public var failIf: [String] = []

  public init() {}

  /// The text given for a setting; nothing leaves the setting as the scenario has it.
  public subscript(setting: Setting) -> String? {
    get { entries[setting]?.text }
    set { entries[setting] = newValue.map { Entry($0, subject: setting.option) } }
  }

  func settings() throws(Complaint) -> Settings {
    var settings = Settings(entries: entries)
    for text in metadata {
      let entry = Entry(text, subject: Setting.requestMetadata.option)
      settings.metadata.append(try MetadataEntry(option: entry))
    }
    settings.targets = targets.map { TargetEntry(Entry($0, subject: Setting.target.option)) }
    if !failIf.isEmpty {
      settings.lists[.failIf] = failIf.map { Entry($0, subject: Setting.failIf.option) }
    }
    return settings
  }
}
