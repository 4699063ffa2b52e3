import Bytes
import GRPC
import GreetService
import Scenarios
import SwiftProtobuf
import Timing

/// The different messages that calls of one kind send.
struct RequestMessages {
  /// The messages as the server's method sees them.
  let bodies: [[UInt8]]
  /// Each as it goes over the wire: over gRPC behind its prefix, compressed where the plan says so.
  let framed: [[UInt8]]

  init(
    _ request: Request,
    _ `protocol`: CallProtocol = .grpc,
    _ encoding: MessageFormat = .protobuf,
    seed: UInt64
  ) throws {
    bodies = try Self.bodies(request, encoding, seed: seed)
    guard `protocol` == .grpc else {
      framed = bodies
      return
    }
    var encoder = GzipEncoder()
    framed = bodies.map { body in
      var content: [UInt8] = []
      let isCompressed = request.compression == .gzip
      if isCompressed { encoder.compress(body.span, into: &content) } else { content = body }
      var message: [UInt8] = []
      MessagePrefix(length: content.count, isCompressed: isCompressed).append(to: &message)
      return message + content
    }
  }

  private static func bodies(
    _ request: Request,
    _ encoding: MessageFormat,
    seed: UInt64
  ) throws -> [[UInt8]] {
    if let data = request.data { return [data] }
    if let payload = request.payload { return [try self.payload(payload, encoding)] }
    guard let size = request.size else { return [try greeting(request.name, encoding)] }
    var random = SplitMix64(seed: seed, key: sizesKey)
    return try (0..<variants(request, size)).map { variant in
      let bytes = HelloMessage.nameLength(forMessageOfAtMost: size.sample(using: &random))
      let name = name(bytes, SplitMix64(seed: seed, key: UInt64(variant)))
      return try greeting(name, encoding)
    }
  }

  private static func payload(_ name: PayloadName, _ encoding: MessageFormat) throws -> [UInt8] {
    let payload = try Greet_Payload(name)
    guard encoding == .json else { return try payload.serializedBytes() }
    return try MessageCodec.encode(payload, encoding) ?? payload.jsonUTF8Bytes()
  }

  /// Messages of one size need not differ.
  private static func variants(_ request: Request, _ size: SizeDistribution) -> Int {
    if case .fixed = size { return 1 }
    return request.variants
  }

  /// The same message in either encoding: sizes are those of protobuf.
  private static func greeting(_ name: String, _ encoding: MessageFormat) throws -> [UInt8] {
    let message = Greet_HelloRequest.with { $0.name = name }
    switch encoding {
    case .protobuf: return try message.serializedBytes()
    case .json: return try message.jsonUTF8Bytes()
    }
  }

  /// A name of so many letters: words of a seeded language, which compress about as text does.
  private static func name(_ count: Int, _ generator: SplitMix64) -> String {
    var random = generator
    let words = (0..<64).map { _ in
      (0..<Int.random(in: 2...9, using: &random)).map { _ in
        UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &random)
      }
    }
    var letters: [UInt8] = []
    letters.reserveCapacity(count + 16)
    while letters.count < count {
      letters += words[Int.random(in: words.indices, using: &random)]
      letters.append(UInt8(ascii: " "))
    }
    return String(decoding: letters.prefix(count), as: UTF8.self)
  }

  private static let sizesKey: UInt64 = 1 << 32
}
