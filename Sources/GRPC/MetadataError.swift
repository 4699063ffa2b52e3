import Bytes

/// Why a field cannot be custom metadata.
public enum MetadataError: Error, Hashable, Sendable {
  case illegalName(String)
  case reservedName(String)
  case illegalValue(name: String)
  case notBase64(name: String)
  case bytesNeedBinaryName(name: String)
  case overSize(name: String, size: Int, limit: Int)
}

extension MetadataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .illegalName(let name):
      "metadata \(quoted(name)): not a legal name; use a-z, 0-9, '_', '-' and '.'"
    case .reservedName(let name):
      "metadata \(quoted(name)): the name is reserved; choose another"
    case .illegalValue(let name):
      "metadata \(quoted(name)): the value is not printable ASCII without spaces at its ends; "
        + "give a name that ends in -bin to send bytes"
    case .notBase64(let name):
      "metadata \(quoted(name)): the value is not base64; encode it, as -bin names ask"
    case .bytesNeedBinaryName(let name):
      "metadata \(quoted(name)): bytes need a name that ends in -bin"
    case .overSize(let name, let size, let limit):
      "metadata \(quoted(name)): makes the fields \(size) bytes of \(limit); send less"
    }
  }

  private func quoted(_ name: String) -> String { "\"\(name.utf8Span.span.excerpt())\"" }
}
