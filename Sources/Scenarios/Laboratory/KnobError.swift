/// Why a text does not set a knob of the laboratory: what is wrong with it, and what to write.
public struct KnobError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
