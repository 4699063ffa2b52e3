/// A question about a server: which call, how much of it, for how long.
///
/// What the file leaves out has a default; `plan(overrides:)` fills it in.
public struct Scenario: Sendable {
  /// What people call it: the name of its file, or the path that was given.
  public let name: String
  /// What a plan is called whose file does not say.
  let title: String
  let entries: [Setting: Entry]

  /// Reads a scenario's YAML text.
  ///
  /// - Throws: A complaint such as `scenario unary: line 7: unknown key …`.
  public init(name: String, yaml: String) throws(Complaint) {
    self.name = name
    let file = name.split(separator: "/").last ?? ""
    title = String(file.split(separator: ".", maxSplits: 1).first ?? file)
    do {
      entries = try ScenarioDocument(yaml: yaml).entries
    } catch {
      throw error.about("scenario \(Complaint.shown(name))")
    }
  }

  /// The plan that asks this question, with the overrides in place of the file's settings.
  ///
  /// - Throws: A complaint such as `scenario unary: --rate 0 is not a load; …`.
  public func plan(overrides: Overrides = Overrides()) throws(Complaint) -> Plan {
    do {
      return try Resolution(title: title, entries: merged(with: overrides.entries)).plan()
    } catch {
      throw error.about("scenario \(Complaint.shown(name))")
    }
  }

  /// A rate from the command line chooses the load model anew, so what the file says about the
  /// model must not contradict it.
  private func merged(with overrides: [Setting: Entry]) -> [Setting: Entry] {
    var own = entries
    if let rate = overrides[.rate] {
      own[.load] = nil
      if rate.isNone { own[.arrivals] = nil }
    }
    return own.merging(overrides) { _, override in override }
  }
}
