import Bytes

/// The texts that a plan's secrets have, and the mask that stands for them wherever text from
/// elsewhere might repeat one.
public struct Secrets: Equatable, Sendable {
  /// What stands in the place of a secret.
  public static let mask = "***"

  /// The longest first, so that a part does not spoil the whole.
  private let texts: [String]
  /// The last text that was masked: failures come in a few kinds.
  private var last = (text: "", masked: "")

  /// What is secret in a plan: the values of sensitive metadata.
  public init(of plan: Plan) {
    var texts: Set<String> = []
    for field in plan.calls.flatMap(\.request.metadata) where field.isSensitive {
      texts.formUnion(Self.forms(of: field))
    }
    self.texts = texts.filter { !$0.isEmpty }
      .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  public var isEmpty: Bool { texts.isEmpty }

  /// A text with the mask in the place of each secret.
  public mutating func masked(_ text: String) -> String {
    if texts.isEmpty || text.isEmpty { return text }
    if text != last.text { last = (text, mask(text)) }
    return last.masked
  }

  private func mask(_ text: String) -> String {
    texts.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.mask) : $0 }
  }

  public static func == (one: Secrets, other: Secrets) -> Bool { one.texts == other.texts }

  /// A value is secret as a whole and behind its scheme (`Bearer …`); of one that differs from call
  /// to call, what is between the numbers.
  private static func forms(of field: Request.MetadataField) -> Set<String> {
    var forms: Set<String> = []
    let pieces = field.value.replacing("{random}", with: "{call}").split(separator: "{call}")
    for piece in pieces.map(String.init)
    where pieces.count == 1 || piece.utf8.count >= shortestPiece {
      forms.formUnion(encodings(of: piece))
      if let space = piece.firstIndex(of: " ") {
        let rest = String(piece[piece.index(after: space)...])
        if rest.utf8.count >= shortestPiece { forms.formUnion(encodings(of: rest)) }
      }
    }
    if field.name.hasSuffix("-bin"), let bytes = Base64Text.bytes(field.value),
      let text = String(validating: bytes, as: UTF8.self)
    {
      forms.formUnion(encodings(of: text))
    }
    return forms
  }

  /// Bytes of a part of a value that is a secret by itself.
  private static let shortestPiece = 4

  /// A text and its base64, with the alphabet of URLs too; padding is left to stand.
  private static func encodings(of text: String) -> Set<String> {
    let base64 = String(Base64.encode(Array(text.utf8)).prefix { $0 != "=" })
    let forURLs = base64.replacing("+", with: "-").replacing("/", with: "_")
    return [text, base64, forURLs]
  }
}
