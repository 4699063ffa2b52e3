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
    let plan = try library.scenario(name).plan(overrides: overrides)
    guard plan.calls.count == 1, plan.measuresOwnServer else {
      throw Complaint(
        "scenario \(Complaint.shown(name)): a ladder plays one kind of call on its own server; "
          + "name another scenario, or none"
      )
    }
    var design = Design(plan: plan, payloads: try chosenPayloads(), codec: Design.preparedCodec)
    if let plant {
      // The server reads it again; here a mistake is found before it is started.
      _ = try Plants([Entry(plant, subject: "--plant")])
      design.plant = plant
    }
    try size(&design)
    return design
  }

  private func size(_ design: inout Design) throws(Complaint) {
    if let entry = entry(rounds, "--rounds") {
      design.rounds = try entry.whole(in: Self.roundLimits)
    }
    if let entry = entry(slice, "--slice") { design.slice = try entry.length(zero: false) }
    if let entry = entry(warmup, "--warmup") { design.warmup = try entry.length(zero: true) }
    if let entry = entry(codec, "--codec") {
      let work: CodecWork = try entry.word()
      design.codec = work.rawValue
      design.plan.server.codec = work
    }
    if let rates { design.percents = try Self.percents(rates) }
    if let entry = entry(inFlight, "--in-flight") {
      design.inFlight = try entry.whole(in: Self.inFlightLimits)
    }
    design.connections = design.inFlight
    if let entry = entry(connections, "--connections") {
      design.connections = try entry.whole(in: Self.inFlightLimits)
      guard design.inFlight.isMultiple(of: design.connections) else {
        throw entry.complaint(
          "does not divide the calls in flight, \(design.inFlight); give a divisor of that"
        )
      }
    }
  }

  private func chosenPayloads() throws(Complaint) -> [String] {
    guard !payloads.contains("all") else { return PayloadName.allCases.map(\.rawValue) }
    var chosen: [String] = []
    for text in payloads {
      let name: PayloadName = try Entry(text, subject: "--payload").word()
      guard !chosen.contains(name.rawValue) else {
        throw Complaint("--payload \(name.rawValue) is given twice; give it once")
      }
      chosen.append(name.rawValue)
    }
    return chosen.isEmpty ? [PayloadName.mixed.rawValue] : chosen
  }

  private static func percents(_ text: String) throws(Complaint) -> [Int] {
    var percents: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let percent: Int = try Entry(String(part), subject: "--rates").whole(in: 1...95)
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
