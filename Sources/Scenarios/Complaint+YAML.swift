import Yams

extension Complaint {
  /// The YAML parser's error without its drawing of the place.
  init(yamlError error: any Error) {
    guard let error = error as? YamlError else {
      self.init("the file is not YAML: \(Self.shown(String(describing: error)))")
      return
    }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      guard !problem.hasPrefix("Maximum nesting level") else {
        self.init("line \(mark.line): this is nested too deep to be read; a scenario is flat")
        return
      }
      let doing = context.map { " \($0.text)" } ?? ""
      self.init(
        "line \(mark.line): this is not YAML:\(doing) \(problem); "
          + "check quotes, colons and indentation there"
      )
    case .duplicatedKeysInMapping(let keys, let context):
      let shown = keys.map { Self.shown($0) }.joined(separator: ", ")
      self.init("line \(context.mark.line): key \(shown) stands there twice; delete one")
    case .reader(let problem, _, _, _):
      self.init("the file is not YAML text: \(problem); save it as plain UTF-8")
    case .memory:
      self.init("the file is too much to be read; a scenario is a few flat lines")
    default:
      self.init("the file is not YAML: \(Self.shown(String(describing: error)))")
    }
  }
}
