import Bytes
import Ladder
import ReferenceServer
import Scenarios
import Timing

/// The options, read.
extension LadderOptions {
  /// The ladder that is asked for, with nothing left open.
  func design(from library: ScenarioLibrary) throws(Complaint) -> Design {
    var overrides = Overrides()
    overrides[.seed] = seed
    let name = scenario ?? Self.scenarioName
    let found = try library.scenario(name)
    let plan = try found.plan(overrides: overrides)
    if let misfit = Self.misfit(plan) {
      throw Complaint(
        "scenario \(Complaint.shown(name)): a ladder plays \(misfit); name another scenario, "
          + "or none"
      )
    }
    // What one carrier cannot do no cell may do: each carries the same.
    for carrier in CallProtocol.allCases {
      overrides[.protocol] = carrier.rawValue
      _ = try found.plan(overrides: overrides)
    }
    var design = Design(plan: plan, payloads: try chosenPayloads(), codec: .prepared)
    if let plant {
      // The server reads it again; here a mistake is found before it is started.
      _ = try Plants([Entry(plant, subject: "--plant")])
      design.plant = plant
    }
    try size(&design)
    return design
  }

  /// What a ladder plays, where a plan is for something else: its cells must all carry the same
  /// bytes, which are counted by hand.
  private static func misfit(_ plan: Plan) -> String? {
    guard plan.calls.count == 1, let call = plan.calls.first, plan.measuresOwnServer else {
      return "one kind of call on its own server"
    }
    if call.method != .echo { return "\(Method.echo), which answers with the payload" }
    if call.request.data != nil || call.request.size != nil { return "payloads by their names" }
    if !call.request.metadata.isEmpty { return "calls without metadata, so that all are as long" }
    return plan.tls == nil ? nil : "calls without TLS"
  }

  private func size(_ design: inout Design) throws(Complaint) {
    if let entry = entry(rounds, "--rounds") {
      design.rounds = try entry.whole(in: Design.roundLimits)
    }
    if let entry = entry(slice, "--slice") { design.slice = try entry.length(zero: false) }
    if let entry = entry(warmup, "--warmup") { design.warmup = try entry.length(zero: true) }
    if let entry = entry(codec, "--codec") {
      let work: CodecWork = try entry.word()
      design.codec = work
      design.plan.server.codec = work
    }
    if let rates { design.percents = try Self.percents(rates) }
    if let entry = entry(inFlight, "--in-flight") {
      design.inFlight = try entry.whole(in: Design.inFlightLimits)
    }
    design.connections = design.inFlight
    if let entry = entry(connections, "--connections") {
      design.connections = try entry.whole(in: Design.inFlightLimits)
      guard design.inFlight.isMultiple(of: design.connections) else {
        throw entry.complaint(
          "does not divide the calls in flight, \(design.inFlight); give a divisor of that"
        )
      }
    }
  }

  private func chosenPayloads() throws(Complaint) -> [PayloadName] {
    guard !payloads.contains("all") else { return PayloadName.allCases }
    var chosen: [PayloadName] = []
    for text in payloads {
      let name: PayloadName = try Entry(text, subject: "--payload").word()
      guard !chosen.contains(name) else {
        throw Complaint("--payload \(name) is given twice; give it once")
      }
      chosen.append(name)
    }
    return chosen.isEmpty ? [.mixed] : chosen
  }

  private static func percents(_ text: String) throws(Complaint) -> [Int] {
    var percents: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let percent: Int = try Entry(String(part), subject: "--rates").whole(in: Design.percentLimits)
      guard !percents.contains(percent) else {
        throw Complaint("--rates has \(percent) twice; give it once")
      }
      percents.append(percent)
    }
    return percents
  }

  private func entry(_ text: String?, _ subject: String) -> Entry? {
    text.map { Entry($0, subject: subject) }
  }
}
