import Bytes
import Foundation
import SwiftProtobuf
import Timing

/// What payloads are made of: seeded words, numbers and bytes, the same on every machine.
struct PayloadMaker {
  private var random: SplitMix64

  init(_ name: PayloadName, seed: UInt64) {
    let place = PayloadName.allCases.firstIndex(of: name) ?? 0
    random = SplitMix64(seed: seed, key: UInt64(place))
  }

  mutating func mixed() -> Greet_Mixed {
    var mixed = Greet_Mixed()
    mixed.id = Int32.random(in: 10_000...99_999, using: &random)
    mixed.account = Int64.random(in: 1 << 52...1 << 53, using: &random)
    mixed.revision = UInt64.random(in: 1 << 62 ... .max, using: &random)
    mixed.balance = -Int32.random(in: 100_000...999_999, using: &random)
    mixed.price = price()
    mixed.share = Float(Int32.random(in: 100...999, using: &random)) / 1_000
    mixed.active = true
    mixed.displayName = "\(word()) \(word())"
    mixed.token = data(16)
    mixed.level = .medium
    return mixed
  }

  /// Texts of one to five words, which take exactly so many bytes.
  mutating func strings(_ size: Int) -> Greet_Strings {
    var left = size
    var strings = Greet_Strings()
    // Each has a tag and a length before it.
    while left > 120 {
      let text = words(Int.random(in: 1...5, using: &random))
      strings.values.append(text)
      left -= 2 + text.utf8.count
    }
    strings.values.append(text(left - 2))
    return strings
  }

  /// As many bytes of integers as of floating-point numbers, exactly so many in all.
  mutating func numbers(_ size: Int) -> Greet_Numbers {
    var numbers = Greet_Numbers()
    numbers.measures = (0..<size / 16).map { _ in measure() }
    // Both lists have a tag and a length of two bytes before them.
    var left = size - 6 - 8 * numbers.measures.count
    while left > 20 {
      let count = count()
      numbers.counts.append(count)
      left -= varintSize(count)
    }
    while left > 0 {
      let bytes = min(left, 9)
      numbers.counts.append(1 << (7 * Int64(bytes) - 1))
      left -= bytes
    }
    return numbers
  }

  /// Orders of one to six items; the last one's remark fills up the size.
  ///
  /// - Throws: What the encoder throws by which the size is found.
  mutating func orders(_ size: Int) throws -> Greet_Orders {
    var orders = Greet_Orders()
    var number: Int64 = 20_260_001_137
    while try Self.size(of: orders) < size - 700 {
      number += Int64.random(in: 1...40, using: &random)
      orders.orders.append(order(number))
    }
    var last = order(number + 1)
    last.items = [item()]
    for name in ["a", "ab", "abc"] {
      last.items[0].article = name
      for length in 0...size {
        last.items[0].remark = String(repeating: ".", count: length)
        var all = orders
        all.orders.append(last)
        let bytes = try Self.size(of: all)
        if bytes == size { return all }
        if bytes > size { break }
      }
    }
    preconditionFailure("no orders of \(size) bytes")
  }

  private static func size(of orders: Greet_Orders) throws -> Int {
    let bytes: [UInt8] = try orders.serializedBytes()
    return bytes.count
  }

  private mutating func order(_ number: Int64) -> Greet_Order {
    var order = Greet_Order()
    order.number = number
    order.customer = words(2)
    order.urgency = [.unspecified, .low, .medium, .high][Int.random(in: 0...3, using: &random)]
    order.items = (0..<Int.random(in: 1...6, using: &random)).map { _ in item() }
    // At most one: the order of several would be that of a hash table, which no seed fixes.
    if Bool.random(using: &random) { order.labels = ["channel": word()] }
    return order
  }

  private mutating func item() -> Greet_Item {
    var item = Greet_Item()
    item.article = "\(word())-\(Int.random(in: 100...9_999, using: &random))"
    item.quantity = Int32.random(in: 1...24, using: &random)
    item.unitPrice = price()
    if Int.random(in: 0..<4, using: &random) == 0 { item.remark = words(4) }
    return item
  }

  mutating func data(_ count: Int) -> Data {
    Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  /// Sentences, lines and paragraphs, some of them quoted, of exactly so many bytes.
  mutating func text(_ size: Int) -> String {
    var text = ""
    var bytes = 0
    while true {
      let next = sentence()
      guard bytes + next.utf8.count <= size else { break }
      text += next
      bytes += next.utf8.count
    }
    return text + String(repeating: ".", count: size - bytes)
  }

  private mutating func sentence() -> String {
    let words = words(Int.random(in: 4...14, using: &random))
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return "\"\(words)!\" "
    case 1: return "\(words):\t\(word())\\\(word()).\n"
    case 2: return "\(words).\n\n"
    default: return "\(words). "
    }
  }

  private mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in word() }.joined(separator: " ")
  }

  private mutating func word() -> String {
    // The vocabulary has words.
    Self.vocabulary[Int.random(in: Self.vocabulary.indices, using: &random)]
  }

  private mutating func price() -> Double {
    Double(Int.random(in: 99...99_999, using: &random)) / 100
  }

  /// Prices, ratios with all their digits, whole numbers, and very small or large ones.
  private mutating func measure() -> Double {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: price()
    case 4..<7: random.nextUnit()
    case 7..<9: Double(Int.random(in: -500...5_000, using: &random))
    default: random.nextUnit() * Double(sign: .plus, exponent: exponent(), significand: 1)
    }
  }

  private mutating func exponent() -> Int { Int.random(in: -30...60, using: &random) }

  /// Small counts, identifiers, instants in milliseconds, and some below zero.
  private mutating func count() -> Int64 {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<8: Int64.random(in: 0..<128, using: &random)
    case 8..<13: Int64.random(in: 128..<16_384, using: &random)
    case 13..<16: Int64.random(in: 1 << 20..<1 << 31, using: &random)
    case 16..<19: Int64.random(in: 1_700_000_000_000..<1_800_000_000_000, using: &random)
    default: Int64.random(in: -1_000..<0, using: &random)
    }
  }

  /// Seven bits to the byte; a number below zero has ten (protobuf's "Base 128 Varints").
  private func varintSize(_ number: Int64) -> Int {
    max(1, (70 - UInt64(bitPattern: number).leadingZeroBitCount) / 7)
  }

  private static let vocabulary = [
    "a", "the", "and", "order", "of", "to", "in", "with", "for", "from", "small", "large", "green",
    "river", "window", "number", "customer", "delivery", "tomorrow", "received", "between", "under",
    "schedule", "instrument", "measurement", "straightforward", "it's", "don't", "café", "naïve",
    "Größe", "Straße", "über", "señor", "façade", "Łódź", "Привет", "Ελλάδα", "東京", "世界", "✓",
    "🚀", "paper", "light", "stone", "bridge", "garden", "market", "winter", "summer", "engine",
    "signal", "carbon", "copper", "silver", "yellow", "orange", "letter", "answer",
    "question", "always", "never", "perhaps",
  ]
}
