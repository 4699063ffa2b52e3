import Timing

/// Turns the entries of a scenario into a plan and refuses what makes no sense together.
struct Resolution {
  let title: String
  let settings: Settings
  /// What each kind of call says, at least one.
  let calls: [Settings]

  func plan() throws(Complaint) -> Plan {
    var plan = Plan()
    try identify(&plan)
    plan.calls = try plannedCalls()
    try codec(&plan)
    try size(&plan)
    try time(&plan)
    try connection(&plan)
    try wires(&plan)
    try server(&plan.server)
    plan.server.laboratory = try laboratory(plan)
    try guardSecrets(&plan)
    try check(plan)
    try checkTargets(plan)
    return plan
  }

  private func identify(_ plan: inout Plan) throws(Complaint) {
    plan.name = try name()
    if let entry = settings[.description] {
      let text = try entry.text(upTo: Limits.descriptionBytes)
      plan.description = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    plan.targets = try targets()
    plan.proxy = try proxy()
    if let entry = settings[.seed] { plan.seed = try entry.whole(in: 0...Limits.seed) }
    if let entry = settings[.maxFailedShare] { plan.maxFailedShare = try entry.share() }
    plan.failIf = try failConditions()
    plan.abortsOnFail = try abortsOnFail(plan.failIf)
  }

  private func plannedCalls() throws(Complaint) -> [PlannedCall] {
    var planned: [PlannedCall] = []
    for settings in calls {
      let call = try CallResolution(settings: settings).call()
      guard !planned.contains(where: { $0.name == call.name }) else {
        let entry = settings[.name] ?? settings[.method]
        let place = entry.map { $0.subject + " " } ?? "calls: "
        throw Complaint(
          "\(place)\(Complaint.shown(call.name)) names two calls; give each call a name of its own"
        )
      }
      planned.append(call)
    }
    return planned
  }

  /// The name becomes part of a folder's name, so it must be harmless there.
  private func name() throws(Complaint) -> String {
    let entry = settings[.name] ?? Entry(title, subject: "the file's name")
    guard entry.isHarmlessName else {
      throw entry.complaint(
        "cannot name a scenario; add a line such as name: unary, of letters, digits, - and _"
      )
    }
    return try entry.text(upTo: Limits.nameBytes)
  }

  /// Marks the metadata whose values are told to nobody.
  private func guardSecrets(_ plan: inout Plan) throws(Complaint) {
    if let entry = settings[.sensitive] { plan.sensitive = try SensitiveNames.read(entry) }
    let names = SensitiveNames(besides: plan.sensitive)
    for call in plan.calls.indices {
      for field in plan.calls[call].request.metadata.indices {
        let name = plan.calls[call].request.metadata[field].name
        plan.calls[call].request.metadata[field].isSensitive = names.contains(name)
      }
    }
  }

  private func size(_ plan: inout Plan) throws(Complaint) {
    plan.load = try loadModel()
    if plan.load.loop == .open { plan.streams = Plan.openLoopStreams }
    if let entry = settings[.connections] {
      plan.connections = try entry.whole(in: 1...Limits.connections)
    }
    if let entry = settings[.streams] { plan.streams = try entry.whole(in: 1...Limits.streams) }
    if let entry = settings[.threads] { plan.threads = try entry.whole(in: 1...Limits.threads) }
  }

  private func loadModel() throws(Complaint) -> LoadModel {
    let rate = settings[.rate].flatMap { $0.isNone ? nil : $0 }
    let loop = try settings[.load]?.word(LoadModel.Loop.self)
    let arrivals = try settings[.arrivals]?.word(ArrivalProcess.self)
    if let rate {
      let value = try rate.rate()
      guard loop != .closed else {
        throw rate.complaint("makes no sense with load closed; leave one of the two out")
      }
      return .open(rate: value, arrivals: arrivals ?? .poisson)
    }
    if let entry = settings[.arrivals] {
      throw entry.complaint("needs a rate; give one such as 1000, or leave it out")
    }
    if loop == .open, let entry = settings[.load] {
      throw entry.complaint("needs a rate; give one such as 1000, or write load: closed")
    }
    return .closed
  }

  private func time(_ plan: inout Plan) throws(Complaint) {
    if let entry = settings[.duration] { plan.duration = try entry.length(zero: false) }
    if let entry = settings[.warmup] { plan.warmup = try entry.length(zero: true) }
    if let entry = settings[.connectTimeout] { plan.connectTimeout = try entry.length(zero: false) }
    let longest = plan.calls.map { $0.deadline ?? Plan.drainWithoutDeadline }.max()
    plan.drain = longest ?? Plan.drainWithoutDeadline
    if let entry = settings[.drain] { plan.drain = try entry.length(zero: true) }
  }

  private func connection(_ plan: inout Plan) throws(Complaint) {
    try read(.streamWindow, in: Limits.streamWindow, into: &plan.http2.streamWindow)
    try read(.connectionWindow, in: Limits.connectionWindow, into: &plan.http2.connectionWindow)
    try read(.maxFrameSize, in: Limits.frameSize, into: &plan.http2.maxFrameSize)
    try read(.headerTableSize, in: Limits.headerTableSize, into: &plan.http2.headerTableSize)
    try read(.maxMessageSize, in: 1...Limits.messageBytes, into: &plan.maxMessageSize)
    plan.connection = try connectionLife()
    plan.tls = try tls()
    if let entry = settings[.phases] { plan.measuresPhases = try entry.flag() }
  }

  private func server(_ server: inout Plan.ServerOptions) throws(Complaint) {
    if let entry = settings[.serverThreads] {
      server.threads = try entry.whole(in: 1...Limits.threads)
    }
    if let entry = settings[.serverCodec] { server.codec = try entry.word() }
    if let entry = settings[.serverMaxConcurrentStreams] {
      server.maxConcurrentStreams = try entry.whole(in: 1...Limits.streams)
    }
    if let entry = settings[.serverCompression] { server.compression = try entry.word() }
    try read(.serverStreamWindow, in: Limits.streamWindow, into: &server.http2.streamWindow)
    try read(
      .serverConnectionWindow,
      in: Limits.connectionWindow,
      into: &server.http2.connectionWindow
    )
    try read(.serverMaxFrameSize, in: Limits.frameSize, into: &server.http2.maxFrameSize)
    try read(
      .serverHeaderTableSize,
      in: Limits.headerTableSize,
      into: &server.http2.headerTableSize
    )
    server.connections = try serverConnections()
    try read(.serverMaxMessageSize, in: 1...Limits.messageBytes, into: &server.maxMessageSize)
    try read(.serverMaxUnread, in: Limits.heldBytes, into: &server.maxUnread)
    try read(.serverMaxUnsent, in: Limits.heldBytes, into: &server.maxUnsent)
  }

  /// What the run's own server does on purpose; another one cannot be told.
  private func laboratory(_ plan: Plan) throws(Complaint) -> LaboratoryOptions {
    var said = settings.lists
    for setting in Setting.laboratory {
      said[setting] = said[setting] ?? settings[setting].map { [$0] }
    }
    guard plan.measuresOwnServer else {
      for setting in Setting.laboratory {
        guard let entry = said[setting]?.first else { continue }
        throw entry.complaint(
          "is for target self, and the target is \(plan.targets[0].address); leave it out, or "
            + "start that server with grpcbench serve \(setting.serveOption) "
            + Complaint.shown(entry.text)
        )
      }
      return LaboratoryOptions()
    }
    return try LaboratoryOptions(said, seed: plan.seed)
  }

  private func read(
    _ setting: Setting,
    in range: ClosedRange<Int>,
    into bytes: inout Int
  ) throws(Complaint) {
    if let entry = settings[setting] { bytes = try entry.bytes(in: range) }
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
    settings[setting]?.complaint(reason) ?? Complaint("\(setting.rawValue) \(value) \(reason)")
  }
}
