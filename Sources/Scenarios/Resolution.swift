import Timing

/// Turns the entries of a scenario into a plan and refuses what makes no sense together.
struct Resolution {
  let title: String
  let entries: [Setting: Entry]

  func plan() throws(Complaint) -> Plan {
    var plan = Plan()
    try identify(&plan)
    try size(&plan)
    try time(&plan)
    try server(&plan.server)
    try check(plan)
    return plan
  }

  private func identify(_ plan: inout Plan) throws(Complaint) {
    plan.name = try name()
    if let entry = entries[.description] {
      let text = try entry.text(upTo: Limits.descriptionBytes)
      plan.description = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    if let entry = entries[.target] { plan.target = try Target(entry) }
    if let entry = entries[.method] {
      plan.calls[0].method = try Method(entry)
      plan.calls[0].name = plan.calls[0].method.shortName
    }
    if let entry = entries[.requestName] {
      plan.calls[0].request.name = try entry.text(upTo: Limits.requestNameBytes)
    }
    if let entry = entries[.seed] { plan.seed = try entry.whole(in: 0...Limits.seed) }
    if let entry = entries[.maxFailedShare] { plan.maxFailedShare = try entry.share() }
  }

  /// The name becomes part of a folder's name, so it must be harmless there.
  private func name() throws(Complaint) -> String {
    let entry = entries[.name] ?? Entry(title, subject: "the file's name")
    let isHarmless = entry.text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isHarmless, !entry.text.isEmpty, !entry.text.hasPrefix(".") else {
      throw entry.complaint(
        "cannot name a scenario; add a line such as name: unary, of letters, digits, - and _"
      )
    }
    return try entry.text(upTo: Limits.nameBytes)
  }

  private func size(_ plan: inout Plan) throws(Complaint) {
    plan.load = try loadModel()
    if plan.load.loop == .open { plan.streams = Plan.openLoopStreams }
    if let entry = entries[.connections] {
      plan.connections = try entry.whole(in: 1...Limits.connections)
    }
    if let entry = entries[.streams] { plan.streams = try entry.whole(in: 1...Limits.streams) }
    if let entry = entries[.threads] { plan.threads = try entry.whole(in: 1...Limits.threads) }
  }

  private func loadModel() throws(Complaint) -> LoadModel {
    let rate = entries[.rate].flatMap { $0.isNone ? nil : $0 }
    let loop = try entries[.load]?.word(LoadModel.Loop.self)
    let arrivals = try entries[.arrivals]?.word(ArrivalProcess.self)
    if let rate {
      let value = try rate.rate()
      guard loop != .closed else {
        throw rate.complaint("makes no sense with load closed; leave one of the two out")
      }
      return .open(rate: value, arrivals: arrivals ?? .poisson)
    }
    if let entry = entries[.arrivals] {
      throw entry.complaint("needs a rate; give one such as 1000, or leave it out")
    }
    if loop == .open, let entry = entries[.load] {
      throw entry.complaint("needs a rate; give one such as 1000, or write load: closed")
    }
    return .closed
  }

  private func time(_ plan: inout Plan) throws(Complaint) {
    if let entry = entries[.duration] { plan.duration = try entry.length(zero: false) }
    if let entry = entries[.warmup] { plan.warmup = try entry.length(zero: true) }
    if let entry = entries[.connectTimeout] { plan.connectTimeout = try entry.length(zero: false) }
    if let entry = entries[.deadline] {
      plan.calls[0].deadline = entry.isNone ? nil : try entry.length(zero: false)
    }
    plan.drain = plan.calls[0].deadline ?? Plan.drainWithoutDeadline
    if let entry = entries[.drain] { plan.drain = try entry.length(zero: true) }
  }

  private func server(_ server: inout Plan.ServerOptions) throws(Complaint) {
    if let entry = entries[.serverThreads] {
      server.threads = try entry.whole(in: 1...Limits.threads)
    }
    if let entry = entries[.serverMaxConcurrentStreams] {
      server.maxConcurrentStreams = try entry.whole(in: 1...Limits.streams)
    }
  }

  private func check(_ plan: Plan) throws(Complaint) {
    guard plan.threads <= plan.connections else {
      throw complaint(
        .threads,
        "\(plan.threads)",
        "is more than connections \(plan.connections); "
          + "each thread needs a connection of its own, so give fewer threads or more connections"
      )
    }
    guard plan.callsInFlight <= Limits.callsInFlight else {
      throw Complaint(
        "connections \(plan.connections) and streams \(plan.streams) make \(plan.callsInFlight) "
          + "calls in flight; give less, they may make \(Limits.callsInFlight)"
      )
    }
    guard plan.duration + plan.drain <= Limits.histogramSpan else {
      throw complaint(
        .duration,
        plan.duration.exactText,
        "and drain \(plan.drain.exactText) are together longer "
          + "than 1h, which the histograms hold; shorten one of them"
      )
    }
  }

  /// A complaint about a setting that may be a default and then has no place.
  private func complaint(_ setting: Setting, _ value: String, _ reason: String) -> Complaint {
    entries[setting]?.complaint(reason) ?? Complaint("\(setting.rawValue) \(value) \(reason)")
  }
}
