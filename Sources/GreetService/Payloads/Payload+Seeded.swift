public import Bytes
import SwiftProtobuf

/// The payloads by their names.
extension Greet_Payload {
  /// The seed of the payloads of every run, so that all runs send the same.
  public static let usualSeed: UInt64 = 5

  /// Makes the payload of a name; the same seed makes the same message on every machine.
  ///
  /// - Throws: What the encoder throws by which sizes are found.
  public init(_ name: PayloadName, seed: UInt64 = Greet_Payload.usualSeed) throws {
    self.init()
    var maker = PayloadMaker(name, seed: seed)
    // A tag and a length stand before the content, which has the rest.
    let room = name.wantedSize.map { $0 - Self.headSize(of: $0) } ?? 0
    switch name {
    case .empty: break
    case .greeting: greeting = "Hello, world!"
    case .mixed: mixed = maker.mixed()
    case .strings: strings = maker.strings(room)
    case .numbers: numbers = maker.numbers(room)
    case .orders: orders = try maker.orders(room)
    case .data: data = maker.data(room)
    case .text: text = maker.text(room)
    }
  }

  /// Bytes of the tag and of the length of a message's one field.
  private static func headSize(of size: Int) -> Int {
    size < 1 << 14 ? 3 : 4
  }
}
