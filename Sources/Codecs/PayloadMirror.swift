import Foundation
import GreetService

/// A payload as a type that Foundation's coders write and read by themselves.
struct PayloadMirror: Codable, Equatable {
  var greeting: String?
  var mixed: Mixed?
  var strings: Strings?
  var numbers: Numbers?
  var orders: Orders?
  var data: Data?
  var text: String?

  /// A 64-bit integer, which proto3's JSON has as a string.
  struct Quoted<Number: FixedWidthInteger & Codable>: Codable, Equatable {
    let number: Number

    init(_ number: Number) { self.number = number }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      guard let number = Number(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
      }
      self.number = number
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(String(number))
    }
  }

  struct Mixed: Codable, Equatable {
    var id: Int32
    var account: Quoted<Int64>
    var revision: Quoted<UInt64>
    var balance: Int32
    var price: Double
    var share: Float
    var active: Bool
    var displayName: String
    var token: Data
    var level: String
  }

  struct Strings: Codable, Equatable {
    var values: [String]
  }

  struct Numbers: Codable, Equatable {
    var counts: [Quoted<Int64>]
    var measures: [Double]
  }

  struct Orders: Codable, Equatable {
    var orders: [Order]
  }

  struct Order: Codable, Equatable {
    var number: Quoted<Int64>
    var customer: String
    var urgency: String?
    var items: [Item]
    var labels: [String: String]?
  }

  struct Item: Codable, Equatable {
    var article: String
    var quantity: Int32
    var unitPrice: Double
    var remark: String?
  }

  init(_ payload: Greet_Payload) {
    switch payload.content {
    case nil: break
    case .greeting(let text): greeting = text
    case .mixed(let message): mixed = Self.mixed(message)
    case .strings(let message): strings = Strings(values: message.values)
    case .numbers(let message):
      numbers = Numbers(counts: message.counts.map(Quoted.init), measures: message.measures)
    case .orders(let message): orders = Orders(orders: message.orders.map(Self.order))
    case .data(let bytes): data = bytes
    case .text(let text): self.text = text
    }
  }

  private static func mixed(_ message: Greet_Mixed) -> Mixed {
    Mixed(
      id: message.id,
      account: Quoted(message.account),
      revision: Quoted(message.revision),
      balance: message.balance,
      price: message.price,
      share: message.share,
      active: message.active,
      displayName: message.displayName,
      token: message.token,
      level: level(message.level) ?? "LEVEL_UNSPECIFIED"
    )
  }

  private static func order(_ message: Greet_Order) -> Order {
    Order(
      number: Quoted(message.number),
      customer: message.customer,
      urgency: level(message.urgency),
      items: message.items.map { item in
        Item(
          article: item.article,
          quantity: item.quantity,
          unitPrice: item.unitPrice,
          remark: item.hasRemark ? item.remark : nil
        )
      },
      labels: message.labels.isEmpty ? nil : message.labels
    )
  }

  private static func level(_ level: Greet_Level) -> String? {
    switch level {
    case .low: "LEVEL_LOW"
    case .medium: "LEVEL_MEDIUM"
    case .high: "LEVEL_HIGH"
    default: nil
    }
  }
}
