/// A question about a server: which call, how much of it, for how long.
///
/// What the file leaves out has a default; `plan(overrides:)` fills it in.
public struct Scenario: Sendable {
  /// What people call it: the name of its file, or the path that was given.
  public let name: String
  /// What a plan is called whose file does not say.
  let title: String
  let settings: Settings
  let calls: [Settings]

  /// Reads a scenario's YAML text.
  ///
  /// - Throws: A complaint such as `scenario unary: line 7: unknown key …`.
  public init(name: String, yaml: String) throws(Complaint) {
    self.name = name
    let file = name.split(separator: "/").last ?? ""
    title = String(file.split(separator: ".", maxSplits: 1).first ?? file)
    do {
      let document = try ScenarioDocument(yaml: yaml)
      (settings, calls) = (document.settings, document.calls)
    } catch {
      throw error.about("scenario \(Complaint.shown(name))")
    }
  }

  /// The plan that asks this question, with the overrides in place of the file's settings.
  ///
  /// - Throws: A complaint such as `scenario unary: --rate 0 is not a load; …`.
  public func plan(overrides: Overrides = Overrides()) throws(Complaint) -> Plan {
    do {
      let overrides = try overrides.settings()
      let calls = calls.isEmpty ? [Settings()] : calls
      return try Resolution(
        title: title,
        settings: settings.overridden(by: overrides),
        calls: calls.map { call in
          settings.ofCalls.overridden(by: call).overridden(by: overrides)
        }
      ).plan()
    } catch {
      throw error.about("scenario \(Complaint.shown(name))")
    }
  }
}
