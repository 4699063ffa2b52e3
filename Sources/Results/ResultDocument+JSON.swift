public import Foundation
internal import Statistics

/// A result that could not be read, in one line.
public struct ResultFailure: Error, Equatable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Kind: Sendable {
    /// It is cut off, changed, or cannot be read at all.
    case broken
    /// It is no result of grpcbench.
    case foreign
    /// It is a result of another version of grpcbench.
    case otherVersion
  }

  public var description: String
  public var kind = Kind.broken
}

extension ResultDocument {
  /// The longest document that is read: far more than an hour of seconds takes.
  public static let longest = 256 * 1_024 * 1_024

  /// The document as text: keys in alphabetical order, so that equal results are equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The document in `data`.
  ///
  /// - Parameters:
  ///   - data: The whole text.
  ///   - source: Where it came from, for the message.
  /// - Throws: `ResultFailure` for a newer schema, for text that is cut off or no JSON, and for a
  ///   key that is missing or of the wrong type.
  public init(json data: Data, source: String) throws {
    do {
      try Self.checkSchema(data, source: source)
      self = try JSONDecoder().decode(ResultDocument.self, from: data)
    } catch let error as DecodingError {
      throw ResultFailure(description: "reading \(source): \(Self.reason(error, data: data))")
    }
  }

  /// The document in the file at `path`.
  ///
  /// - Throws: `ResultFailure` also if the file cannot be read.
  public init(path: String) throws {
    let data: Data
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
      guard size <= Self.longest else {
        throw ResultFailure(
          description:
            "reading \(path): it has \(size) bytes, more than any result; give a result.json"
        )
      }
      data = try Data(contentsOf: URL(filePath: path))
    } catch let failure as ResultFailure {
      throw failure
    } catch {
      throw ResultFailure(
        description: "reading \(path): \(error.reason); give the path of a result.json"
      )
    }
    try self.init(json: data, source: path)
  }

  private struct Header: Decodable {
    var schema: String?
  }

  private static func checkSchema(_ data: Data, source: String) throws {
    let header = try JSONDecoder().decode(Header.self, from: data)
    guard header.schema != schema else { return }
    let parts = header.schema?.split(separator: "/") ?? []
    guard parts.count == 2, parts[0] == schemaName, let version = Int(parts[1]) else {
      throw ResultFailure(
        description: "reading \(source): it is not a grpcbench result; its schema is not \(schema)",
        kind: .foreign
      )
    }
    throw ResultFailure(
      description: "reading \(source): it is \(schemaName)/\(version) and this grpcbench reads "
        + "\(schema); \(version > schemaVersion ? "update grpcbench" : "make the run again")",
      kind: .otherVersion
    )
  }

  private static func reason(_ error: DecodingError, data: Data) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context.codingPath + [key])) is missing; give a result as grpcbench wrote it"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(path(context.codingPath)) has the wrong type; give a result as grpcbench wrote it"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return
        "\(path(context.codingPath)) has an impossible value; give a result as grpcbench wrote it"
    default:
      let isBlank = { (byte: UInt8) in byte == 10 || byte == 13 || byte == 32 }
      guard let last = data.last(where: { !isBlank($0) }) else {
        return "it is empty; give a result.json"
      }
      // Foundation does not say where a number is that does not fit.
      if (try? JSONDecoder().decode(JSONValue.self, from: data)) != nil {
        return "a number in it is impossible; give a result as grpcbench wrote it"
      }
      let isCut = data.first == UInt8(ascii: "{") && last != UInt8(ascii: "}")
      return isCut
        ? "it ends too early; the run that wrote it did not finish, or it was not copied whole"
        : "it is not JSON; give a result.json"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    let path = keys.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "the document" : OneLine.text(path, limit: 160)
  }
}

extension Error {
  /// The system's one-line reason, without the path that Foundation puts into its own sentence.
  var reason: String {
    let error = self as NSError
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError
    switch (self as? CocoaError)?.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission is denied"
    case .fileWriteOutOfSpace: return "the disk is full"
    default: break
    }
    return (underlying ?? error).localizedDescription.split(whereSeparator: \.isNewline).joined(
      separator: " "
    )
  }
}
