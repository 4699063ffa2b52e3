import Timing

/// What is said of the laboratory, by a scenario or by the options of `serve`.
extension LaboratoryOptions {
  /// Reads the settings of the laboratory, of each what was said of it.
  ///
  /// - Parameters:
  ///   - said: What was said, by setting.
  ///   - seed: What chances are drawn by if the settings do not say.
  /// - Throws: A complaint that begins with the entry's place.
  public init(_ said: [Setting: [Entry]], seed: UInt64 = 1) throws(Complaint) {
    self.init()
    self.seed = seed
    for setting in Setting.laboratory {
      for entry in said[setting] ?? [] { try set(setting, entry) }
    }
  }

  private mutating func set(_ setting: Setting, _ entry: Entry) throws(Complaint) {
    guard setting != .serverSeed else {
      seed = try entry.whole(in: 0...Limits.seed)
      return
    }
    do throws(KnobError) {
      switch setting {
      case .serverPause: pause = entry.isNone ? nil : try PauseCycle(text: entry.text)
      case .serverLimitRate: capacity = entry.isNone ? nil : try Capacity(text: entry.text)
      case .serverConnectionPace:
        connectionPace = entry.isNone ? nil : try WindowPace(text: entry.text)
      default:
        guard let knob = Knob.allCases.first(where: { $0.setting == setting }) else {
          preconditionFailure("\(setting) is no setting of the laboratory")
        }
        try conditions.set(knob, entry.text)
      }
    } catch {
      throw entry.complaint(error.description)
    }
  }

  /// What says the same: each setting with its texts, none where nothing is done.
  var texts: [(setting: Setting, texts: [String])] {
    Setting.laboratory.map { setting in
      if let knob = Knob.allCases.first(where: { $0.setting == setting }) {
        return (setting, conditions.texts(of: knob))
      }
      let text =
        switch setting {
        case .serverSeed: "\(seed)"
        case .serverPause: pause?.description
        case .serverLimitRate: capacity?.description
        case .serverConnectionPace: connectionPace?.description
        default: preconditionFailure("\(setting) is no setting of the laboratory")
        }
      return (setting, [text].compactMap(\.self))
    }
  }

  /// The options of `serve` that say the same.
  public var arguments: [String] {
    texts.flatMap { setting, texts in texts.flatMap { [setting.serveOption, $0] } }
  }
}

extension Conditions {
  /// The texts that set what a knob sets here.
  fileprivate func texts(of knob: Knob) -> [String] {
    switch knob {
    case .delay: [delay?.description].compactMap(\.self)
    case .work: [work?.exactText].compactMap(\.self)
    case .responseSize: [responseSize.map(String.init)].compactMap(\.self)
    case .gap: [gap?.description].compactMap(\.self)
    case .trickle: [trickle?.description].compactMap(\.self)
    case .window: [window?.description].compactMap(\.self)
    case .fail, .reset, .drop, .goAway:
      faults.filter { $0.act.knob == knob }.map(\.description)
    }
  }
}

/// The laboratory is kept as its texts, by the keys of its settings.
extension LaboratoryOptions: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ setting: Setting) { stringValue = String(setting.key) }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var said: [Setting: [Entry]] = [:]
    for setting in Setting.laboratory {
      let key = Key(setting)
      let texts =
        if setting == .serverSeed {
          ["\(try container.decode(UInt64.self, forKey: key))"]
        } else if setting.isList {
          try container.decode([String].self, forKey: key)
        } else {
          [try container.decode(String?.self, forKey: key)].compactMap(\.self)
        }
      said[setting] = texts.map { Entry($0, subject: setting.rawValue) }
    }
    try self.init(said)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (setting, texts) in texts {
      if setting == .serverSeed {
        try container.encode(seed, forKey: Key(setting))
      } else if setting.isList {
        try container.encode(texts, forKey: Key(setting))
      } else {
        // What is left alone says so: `null` in place of no key.
        try container.encode(texts.first, forKey: Key(setting))
      }
    }
  }
}
