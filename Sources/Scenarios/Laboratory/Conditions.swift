public import Timing

/// What calls are put under: for all calls by the server's options, for one by its metadata.
public struct Conditions: Equatable, Sendable {
  public static let responseSizes = 0...(4 << 20)
  public static let works = Nanoseconds.zero...Nanoseconds.seconds(10)
  /// Faults that are looked at for each call.
  public static let mostFaults = 32

  /// From when a call may start to its answer.
  public var delay: Spread?
  /// Processor time that a call takes beside that of the server itself.
  public var work: Nanoseconds?
  /// Bytes of each greeting's message.
  public var responseSize: Int?
  /// From one message of a server-streaming call to the next.
  public var gap: Spread?
  /// Body bytes of the response that are sent at a time.
  public var trickle: Portion?
  /// How clients get back the windows of their streams.
  public var window: WindowPace?
  /// What goes wrong; of those that hit a call, the first.
  public var faults: [Fault] = []

  public init() {}

  /// Adds what a knob's text says; `none` takes away what was said.
  ///
  /// - Parameters:
  ///   - knob: The knob to set.
  ///   - text: What to set it to.
  ///   - replaces: The fault takes the place of those of its kind, as a call's own does.
  /// - Throws: A `KnobError` that says what is wrong with the text.
  public mutating func set(
    _ knob: Knob,
    _ text: String,
    replaces: Bool = false
  ) throws(KnobError) {
    let isNone = text == "none"
    switch knob {
    case .delay: delay = isNone ? nil : try Spread(text: text)
    case .gap: gap = isNone ? nil : try Spread(text: text)
    case .trickle: trickle = isNone ? nil : try Portion(text: text)
    case .window: window = isNone ? nil : try WindowPace(text: text)
    case .work:
      var words = KnobText(text, example: knob.example)
      work = isNone ? nil : try words.length(Self.works)
      if !isNone { try words.end() }
    case .responseSize:
      var words = KnobText(text, example: knob.example)
      responseSize = isNone ? nil : try words.whole("number of bytes", Self.responseSizes)
      if !isNone { try words.end() }
      if let size = responseSize, HelloMessage.nameLength(forMessageOf: size) == nil {
        throw KnobError("is \(size), a size that no message has; give some bytes more")
      }
    case .fail, .reset, .drop, .goAway:
      let fault = isNone ? nil : try Fault(knob, text: text)
      if isNone || replaces { faults.removeAll { $0.act.knob == knob } }
      if let fault { faults.insert(fault, at: replaces ? 0 : faults.endIndex) }
      guard faults.count <= Self.mostFaults else {
        throw KnobError("is one fault too many; give at most \(Self.mostFaults)")
      }
    }
  }

  /// Whether calls are served as if there were no laboratory.
  public var isUsual: Bool { self == Conditions() }
}

extension Fault.Act {
  /// The knob that sets it.
  public var knob: Knob {
    switch self {
    case .status, .noStatus: .fail
    case .reset: .reset
    case .drop: .drop
    case .goAway: .goAway
    }
  }
}
