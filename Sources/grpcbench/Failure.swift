/// Why a command could not do what it was asked, in one line: tried what, what is wrong, what to do.
struct Failure: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
