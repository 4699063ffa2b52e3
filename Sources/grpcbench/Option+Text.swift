import ArgumentParser

/// Options that are text here and are read by `Entry`, which finds the words for what is wrong.
///
/// Each takes the next argument whatever it is, so that `--seed -5` is about a seed.
extension Option where Value == String {
  init(wrappedValue: String, _ help: String, _ valueName: String) {
    self.init(
      wrappedValue: wrappedValue,
      parsing: .unconditional,
      help: ArgumentHelp(help, valueName: valueName)
    )
  }
}

extension Option where Value == String? {
  init(_ help: String, _ valueName: String) {
    self.init(parsing: .unconditional, help: ArgumentHelp(help, valueName: valueName))
  }
}

extension Option where Value == [String] {
  init(wrappedValue: [String], _ help: String, _ valueName: String) {
    self.init(
      wrappedValue: wrappedValue,
      parsing: .unconditionalSingleValue,
      help: ArgumentHelp(help, valueName: valueName)
    )
  }
}
