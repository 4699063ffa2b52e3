import Bytes
import Foundation
import GreetService
import SwiftProtobuf

/// A way to write payloads as bytes and to read them, that can be measured.
public enum PayloadCodec: String, CaseIterable, Codable, Sendable {
  /// Binary protobuf, by SwiftProtobuf.
  case protobuf
  /// JSON as every run uses it.
  case json
  /// JSON by SwiftProtobuf.
  case swiftProtobufJSON = "json-swiftprotobuf"
  /// JSON by Foundation's coders, into types of Swift and no further.
  case foundationJSON = "json-foundation"

  /// Those that runs use.
  public static let used: [PayloadCodec] = [.protobuf, .json]

  /// A payload, ready to be written and read over and over.
  func trial(_ payload: Greet_Payload) throws -> CodecTrial {
    switch self {
    case .protobuf: try Self.trial(payload, .protobuf)
    case .json: try Self.trial(payload, .json)
    case .swiftProtobufJSON:
      try CodecTrial(
        payload,
        encode: { try payload.jsonUTF8Bytes() as [UInt8] },
        decode: { try Greet_Payload(jsonUTF8Bytes: $0, options: Self.options) }
      )
    case .foundationJSON: try Self.foundation(payload)
    }
  }

  private static func trial(
    _ payload: Greet_Payload,
    _ format: MessageFormat
  ) throws -> CodecTrial {
    try CodecTrial(
      payload,
      encode: { MessageCodec.encode(payload, format) ?? [] },
      decode: { MessageCodec.decode(Greet_Payload.self, $0.span, format) }
    )
  }

  private static let options: JSONDecodingOptions = {
    var options = JSONDecodingOptions()
    options.ignoreUnknownFields = true
    return options
  }()

  private static func foundation(_ payload: Greet_Payload) throws -> CodecTrial {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    let mirror = PayloadMirror(payload)
    return try CodecTrial(
      mirror,
      encode: { [UInt8](try encoder.encode(mirror)) },
      decode: { try decoder.decode(PayloadMirror.self, from: Data($0)) }
    )
  }
}

/// One payload in one codec, which has given it back once, whole.
struct CodecTrial {
  /// What was read is not what was written.
  struct Loss: Error {}

  let bytes: [UInt8]
  private let write: () throws -> [UInt8]
  private let read: ([UInt8]) throws -> Bool

  /// - Parameters:
  ///   - payload: What is written, and must be read.
  ///   - encode: Writes it.
  ///   - decode: Reads it; nil for what it cannot read.
  /// - Throws: What the codec throws, or a `Loss` when what it reads is not the payload.
  init<Message: Equatable>(
    _ payload: Message,
    encode: @escaping () throws -> [UInt8],
    decode: @escaping ([UInt8]) throws -> Message?
  ) throws {
    bytes = try encode()
    guard try decode(bytes) == payload else { throw Loss() }
    write = encode
    read = { try decode($0) != nil }
  }

  /// Writes or reads the payload so many times.
  ///
  /// Messages are compared once, before; here their number of bytes, or that there is one.
  ///
  /// - Throws: What the codec throws, or a `Loss`.
  func play(_ direction: CodecBench.Direction, times: Int) throws {
    switch direction {
    case .encode:
      for _ in 0..<times where try write().count != bytes.count { throw Loss() }
    case .decode:
      for _ in 0..<times where try !read(bytes) { throw Loss() }
    }
  }
}
