/// Why a command could not do its work, in one line: what was tried, what is wrong, what to do.
struct Failure: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
