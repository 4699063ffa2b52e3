/// A header list that is sent again and again: written once, then copied.
public struct HeaderTemplate: Sendable {
  public let fields: [HeaderField]

  public init(_ fields: [HeaderField]) {
    self.fields = fields
  }
}
