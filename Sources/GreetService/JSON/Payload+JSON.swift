import Foundation
public import JSON

extension Greet_Payload: JSONMessage {
  public var jsonEstimate: Int {
    switch content {
    case nil: 2
    case .greeting(let text), .text(let text): 32 + text.utf8.count + text.utf8.count / 8
    case .mixed(let mixed): 32 + mixed.jsonEstimate
    case .strings(let strings): 32 + strings.jsonEstimate
    case .numbers(let numbers): 32 + numbers.jsonEstimate
    case .orders(let orders): 32 + orders.jsonEstimate
    case .data(let data): 32 + (data.count + 2) / 3 * 4
    }
  }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard let member = Member(key) else {
        try reader.skip()
        continue
      }
      try seen.note(member.rawValue, reader)
      if try reader.null() { continue }
      guard content == nil else { throw reader.failure(.secondChoice) }
      content = try Self.content(member, &reader)
    }
  }

  /// The members of the oneof, by their numbers.
  private enum Member: UInt32 {
    case greeting = 1
    case mixed, strings, numbers, orders, data, text

    init?(_ key: JSONToken) {
      if key.is("greeting") {
        self = .greeting
      } else if key.is("mixed") {
        self = .mixed
      } else if key.is("strings") {
        self = .strings
      } else if key.is("numbers") {
        self = .numbers
      } else if key.is("orders") {
        self = .orders
      } else if key.is("data") {
        self = .data
      } else if key.is("text") {
        self = .text
      } else {
        return nil
      }
    }
  }

  private static func content(
    _ member: Member,
    _ reader: inout JSONReader
  ) throws(JSONFailure) -> OneOf_Content {
    switch member {
    case .greeting: .greeting(try reader.string())
    case .mixed: .mixed(try Greet_Mixed(from: &reader))
    case .strings: .strings(try Greet_Strings(from: &reader))
    case .numbers: .numbers(try Greet_Numbers(from: &reader))
    case .orders: .orders(try Greet_Orders(from: &reader))
    case .data: .data(try reader.data())
    case .text: .text(try reader.string())
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    switch content {
    case nil: break
    case .greeting(let text):
      writer.key("greeting")
      writer.string(text)
    case .mixed(let mixed):
      writer.key("mixed")
      mixed.write(to: &writer)
    case .strings(let strings):
      writer.key("strings")
      strings.write(to: &writer)
    case .numbers(let numbers):
      writer.key("numbers")
      numbers.write(to: &writer)
    case .orders(let orders):
      writer.key("orders")
      orders.write(to: &writer)
    case .data(let data):
      writer.key("data")
      writer.data(data)
    case .text(let text):
      writer.key("text")
      writer.string(text)
    }
    writer.endObject()
  }
}

extension Greet_Strings: JSONMessage {
  public var jsonEstimate: Int {
    values.reduce(16) { $0 + $1.utf8.count + $1.utf8.count / 8 + 3 }
  }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key.is("values") {
        try seen.note(1, reader)
        try reader.list(&values) { (reader) throws(JSONFailure) in try reader.string() }
      } else {
        try reader.skip()
      }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if !values.isEmpty {
      writer.key("values")
      writer.beginList()
      for value in values {
        writer.element()
        writer.string(value)
      }
      writer.endList()
    }
    writer.endObject()
  }
}

extension Greet_Numbers: JSONMessage {
  public var jsonEstimate: Int { 32 + 10 * counts.count + 22 * measures.count }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key.is("counts") {
        try seen.note(1, reader)
        try reader.list(&counts) { (reader) throws(JSONFailure) in try reader.int64() }
      } else if key.is("measures") {
        try seen.note(2, reader)
        try reader.list(&measures) { (reader) throws(JSONFailure) in try reader.double() }
      } else {
        try reader.skip()
      }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if !counts.isEmpty {
      writer.key("counts")
      writer.beginList()
      for count in counts {
        writer.element()
        writer.quoted(count)
      }
      writer.endList()
    }
    if !measures.isEmpty {
      writer.key("measures")
      writer.beginList()
      for measure in measures {
        writer.element()
        writer.number(measure)
      }
      writer.endList()
    }
    writer.endObject()
  }
}
