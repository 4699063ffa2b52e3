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
        encode: { try payload.jsonUTF8Bytes() as [UInt8] },
        decode: { bytes in
          let message = try Greet_Payload(jsonUTF8Bytes: bytes, options: Self.options)
          return message.content != nil || payload.content == nil
        }
      )
    case .foundationJSON: try Self.foundation(payload)
    }
  }

  private static func trial(
    _ payload: Greet_Payload,
    _ format: MessageFormat
  ) throws -> CodecTrial {
    try CodecTrial(
      encode: { MessageCodec.encode(payload, format) ?? [] },
      decode: { bytes in
        let message = MessageCodec.decode(Greet_Payload.self, bytes.span, format)
        return message.map { $0.content != nil || payload.content == nil } ?? false
      }
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
      encode: { [UInt8](try encoder.encode(mirror)) },
      decode: { bytes in
        _ = try decoder.decode(PayloadMirror.self, from: Data(bytes))
        return true
      }
    )
  }
}

/// One payload in one codec.
struct CodecTrial {
  let bytes: [UInt8]
  private let write: () throws -> [UInt8]
  private let read: ([UInt8]) throws -> Bool

  /// - Throws: What the codec throws when it cannot write the payload.
  init(encode: @escaping () throws -> [UInt8], decode: @escaping ([UInt8]) throws -> Bool) throws {
    bytes = try encode()
    write = encode
    read = decode
  }

  /// Writes or reads the payload so many times.
  ///
  /// - Throws: What the codec throws, or `CodecBench.Failure` when what comes out is not it.
  func play(_ direction: CodecBench.Direction, times: Int) throws {
    switch direction {
    case .encode:
      for _ in 0..<times where try write().count != bytes.count { throw CodecBench.Failure() }
    case .decode:
      for _ in 0..<times where try !read(bytes) { throw CodecBench.Failure() }
    }
  }
}
