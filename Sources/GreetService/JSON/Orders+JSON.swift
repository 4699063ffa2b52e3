public import JSON

extension Greet_Orders: JSONMessage {
  public var jsonEstimate: Int { orders.reduce(16) { $0 + $1.jsonEstimate } }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key.is("orders") {
        try seen.note(1, reader)
        try reader.list(&orders) { (reader) throws(JSONFailure) in try Greet_Order(from: &reader) }
      } else {
        try reader.skip()
      }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if !orders.isEmpty {
      writer.key("orders")
      writer.beginList()
      for order in orders {
        writer.element()
        order.write(to: &writer)
      }
      writer.endList()
    }
    writer.endObject()
  }
}

extension Greet_Order: JSONMessage {
  public var jsonEstimate: Int {
    let own = 110 + customer.utf8.count + customer.utf8.count / 8 + 48 * labels.count
    return items.reduce(own) { $0 + $1.jsonEstimate }
  }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key.is("number") {
        try seen.note(1, reader)
        if try !reader.null() { number = try reader.int64() }
      } else if key.is("customer") {
        try seen.note(2, reader)
        if try !reader.null() { customer = try reader.string() }
      } else if key.is("urgency") {
        try seen.note(3, reader)
        if try !reader.null(), let known = try Greet_Level(from: &reader) { urgency = known }
      } else if key.is("items") {
        try seen.note(4, reader)
        try reader.list(&items) { (reader) throws(JSONFailure) in try Greet_Item(from: &reader) }
      } else if key.is("labels") {
        try seen.note(5, reader)
        if try !reader.null() { try readLabels(&reader) }
      } else {
        try reader.skip()
      }
    }
  }

  private mutating func readLabels(_ reader: inout JSONReader) throws(JSONFailure) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      let name = try reader.text(of: key)
      let former = labels.updateValue(try reader.string(), forKey: name)
      guard former == nil else { throw reader.failure(.duplicate) }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if number != 0 {
      writer.key("number")
      writer.quoted(number)
    }
    if !customer.isEmpty {
      writer.key("customer")
      writer.string(customer)
    }
    if urgency != .unspecified {
      writer.key("urgency")
      urgency.write(to: &writer)
    }
    if !items.isEmpty {
      writer.key("items")
      writer.beginList()
      for item in items {
        writer.element()
        item.write(to: &writer)
      }
      writer.endList()
    }
    if !labels.isEmpty {
      writer.key("labels")
      writer.beginObject()
      for (name, value) in labels {
        writer.key(name)
        writer.string(value)
      }
      writer.endObject()
    }
    writer.endObject()
  }
}

extension Greet_Item: JSONMessage {
  public var jsonEstimate: Int {
    let text = article.utf8.count + remark.utf8.count
    return 80 + text + text / 8
  }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if key.is("article") {
        try seen.note(1, reader)
        if try !reader.null() { article = try reader.string() }
      } else if key.is("quantity") {
        try seen.note(2, reader)
        if try !reader.null() { quantity = try reader.int32() }
      } else if key.is("unitPrice") || key.is("unit_price") {
        try seen.note(3, reader)
        if try !reader.null() { unitPrice = try reader.double() }
      } else if key.is("remark") {
        try seen.note(4, reader)
        if try !reader.null() { remark = try reader.string() }
      } else {
        try reader.skip()
      }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if !article.isEmpty {
      writer.key("article")
      writer.string(article)
    }
    if quantity != 0 {
      writer.key("quantity")
      writer.number(quantity)
    }
    // Zero with a sign is not the default.
    if unitPrice.bitPattern != 0 {
      writer.key("unitPrice")
      writer.number(unitPrice)
    }
    // Printed if it is set, even to nothing.
    if hasRemark {
      writer.key("remark")
      writer.string(remark)
    }
    writer.endObject()
  }
}
