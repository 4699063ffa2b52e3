import Foundation
public import GreetService
import SwiftProtobuf
import Timing

/// Payloads with the values at which codecs go wrong, drawn by a seed.
public struct SeededPayload {
  private var random: SplitMix64

  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  public mutating func next() -> Greet_Payload {
    var payload = Greet_Payload()
    switch draw(9) {
    case 0: break
    case 1: payload.greeting = text()
    case 2, 3: payload.mixed = mixed()
    case 4: payload.strings.values = (0..<draw(6)).map { _ in text() }
    case 5, 6:
      payload.numbers.counts = (0..<draw(6)).map { _ in Int64(bitPattern: whole()) }
      payload.numbers.measures = (0..<draw(6)).map { _ in double() }
    case 7: payload.orders.orders = (0..<draw(3)).map { _ in order() }
    default: payload.data = data()
    }
    return payload
  }

  private mutating func draw(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func mixed() -> Greet_Mixed {
    var mixed = Greet_Mixed()
    if draw(3) > 0 { mixed.id = Int32(truncatingIfNeeded: whole()) }
    if draw(3) > 0 { mixed.account = Int64(bitPattern: whole()) }
    if draw(3) > 0 { mixed.revision = whole() }
    if draw(3) > 0 { mixed.balance = Int32(truncatingIfNeeded: whole()) }
    if draw(3) > 0 { mixed.price = double() }
    if draw(3) > 0 { mixed.share = float() }
    mixed.active = draw(2) == 0
    if draw(3) > 0 { mixed.displayName = text() }
    if draw(3) > 0 { mixed.token = data() }
    mixed.level = level()
    return mixed
  }

  private mutating func level() -> Greet_Level {
    // Proto3 keeps the numbers that it does not know.
    let numbers = [0, 1, 2, 3, 4, -1, Int(Int32.max), Int(Int32.min)]
    return Greet_Level(rawValue: numbers[draw(numbers.count)]) ?? .unspecified
  }

  private mutating func order() -> Greet_Order {
    var order = Greet_Order()
    if draw(2) == 0 { order.number = Int64(bitPattern: whole()) }
    if draw(2) == 0 { order.customer = text() }
    order.urgency = level()
    order.items = (0..<draw(3)).map { _ in
      var item = Greet_Item()
      if draw(2) == 0 { item.article = text() }
      if draw(2) == 0 { item.quantity = Int32(truncatingIfNeeded: whole()) }
      if draw(2) == 0 { item.unitPrice = double() }
      if draw(2) == 0 { item.remark = text() }
      return item
    }
    for _ in 0..<draw(3) { order.labels[text()] = text() }
    return order
  }

  /// Whole numbers at the edges of every width, and any others.
  private mutating func whole() -> UInt64 {
    switch draw(4) {
    case 0: UInt64(draw(3)) &- 1
    case 1: (1 << UInt64(draw(64))) &+ UInt64(draw(3)) &- 1
    case 2: 0 &- (1 << UInt64(draw(64))) &+ UInt64(draw(3)) &- 1
    default: random.next() >> UInt64(draw(64))
    }
  }

  private mutating func double() -> Double {
    let edges: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, 1, -1, 0.1, 1e15, 1e16, 1e17, 1e21, 1e22, 1e23,
      .leastNonzeroMagnitude,
      .leastNormalMagnitude, .greatestFiniteMagnitude, 9_007_199_254_740_992, 1.0e-7, 123_456.789,
      2_147_483_648, -2_147_483_648,
    ]
    guard draw(2) == 0 else { return edges[draw(edges.count)] }
    let any = Double(bitPattern: random.next())
    return any.isNaN ? .nan : any
  }

  private mutating func float() -> Float {
    let edges: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, 1, 0.1, 16_777_216, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 1e10,
    ]
    guard draw(2) == 0 else { return edges[draw(edges.count)] }
    let any = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    return any.isNaN ? .nan : any
  }

  private mutating func text() -> String {
    let pieces = [
      "a", "order", "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{c}", "\u{0}", "\u{1f}",
      "\u{7f}",
      "\u{80}", "é", "ß", "東京", "\u{2028}", "\u{fffd}", "\u{ffff}", "🚀", "\u{10ffff}", "<b>&'",
      "\\u0041", "{\"a\":1}",
    ]
    return (0..<draw(10)).map { _ in pieces[draw(pieces.count)] }.joined()
  }

  private mutating func data() -> Data {
    Data((0..<draw(20)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }
}

extension Greet_Payload {
  /// Bytes that are equal for messages that mean the same, also where a number is none.
  ///
  /// - Throws: What the encoder throws.
  public func comparable() throws -> [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    return try serializedBytes(options: options)
  }
}
