import Foundation
public import JSON

extension Greet_Mixed: JSONMessage {
  public var jsonEstimate: Int {
    220 + displayName.utf8.count + displayName.utf8.count / 8 + token.count / 3 * 4
  }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    var seen = SeenFields()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard let field = Field(key) else {
        try reader.skip()
        continue
      }
      try seen.note(field.rawValue, reader)
      if try !reader.null() { try read(field, &reader) }
    }
  }

  private enum Field: UInt32 {
    case id = 1
    case account, revision, balance, price, share, active, displayName, token, level

    init?(_ key: JSONToken) {
      if key.is("id") {
        self = .id
      } else if key.is("account") {
        self = .account
      } else if key.is("revision") {
        self = .revision
      } else if key.is("balance") {
        self = .balance
      } else if key.is("price") {
        self = .price
      } else if key.is("share") {
        self = .share
      } else if key.is("active") {
        self = .active
      } else if key.is("displayName") || key.is("display_name") {
        self = .displayName
      } else if key.is("token") {
        self = .token
      } else if key.is("level") {
        self = .level
      } else {
        return nil
      }
    }
  }

  private mutating func read(
    _ field: Field,
    _ reader: inout JSONReader
  ) throws(JSONFailure) {
    switch field {
    case .id: id = try reader.int32()
    case .account: account = try reader.int64()
    case .revision: revision = try reader.uint64()
    case .balance: balance = try reader.int32()
    case .price: price = try reader.double()
    case .share: share = try reader.float()
    case .active: active = try reader.bool()
    case .displayName: displayName = try reader.string()
    case .token: token = try reader.data()
    case .level: if let known = try Greet_Level(from: &reader) { level = known }
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if id != 0 {
      writer.key("id")
      writer.number(id)
    }
    if account != 0 {
      writer.key("account")
      writer.quoted(account)
    }
    if revision != 0 {
      writer.key("revision")
      writer.quoted(revision)
    }
    if balance != 0 {
      writer.key("balance")
      writer.number(balance)
    }
    // Zero with a sign is not the default.
    if price.bitPattern != 0 {
      writer.key("price")
      writer.number(price)
    }
    if share.bitPattern != 0 {
      writer.key("share")
      writer.number(share)
    }
    if active {
      writer.key("active")
      writer.bool(true)
    }
    if !displayName.isEmpty {
      writer.key("displayName")
      writer.string(displayName)
    }
    if !token.isEmpty {
      writer.key("token")
      writer.data(token)
    }
    if level != .unspecified {
      writer.key("level")
      level.write(to: &writer)
    }
    writer.endObject()
  }
}

extension Greet_Level {
  /// Reads a name or a number; nil for a name that a newer schema may have, which is passed over
  /// like an unknown field.
  init?(from reader: inout JSONReader) throws(JSONFailure) {
    guard let name = try reader.name() else {
      // Every number is a value, known or not.
      self = Greet_Level(rawValue: Int(try reader.int32())) ?? .unspecified
      return
    }
    if name.is("LEVEL_UNSPECIFIED") {
      self = .unspecified
    } else if name.is("LEVEL_LOW") {
      self = .low
    } else if name.is("LEVEL_MEDIUM") {
      self = .medium
    } else if name.is("LEVEL_HIGH") {
      self = .high
    } else {
      return nil
    }
  }

  /// Writes the name, or the number of a value that has none.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .unspecified: writer.name("LEVEL_UNSPECIFIED")
    case .low: writer.name("LEVEL_LOW")
    case .medium: writer.name("LEVEL_MEDIUM")
    case .high: writer.name("LEVEL_HIGH")
    case .UNRECOGNIZED(let number): writer.number(Int32(truncatingIfNeeded: number))
    }
  }
}
