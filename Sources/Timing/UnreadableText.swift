/// A text that does not say a length of time or a rate, with one line that says why.
public struct UnreadableText: Error, Equatable, CustomStringConvertible {
  public let description: String

  @usableFromInline
  init(_ description: String) {
    self.description = description
  }
}
