import ArgumentParser
import Bytes
import Ladder
import Scenarios
import Timing

/// What a ladder is made of.
///
/// Options of the design are text here and have no default of their own,
/// so that those of an earlier ladder are not changed unseen.
struct LadderOptions: ParsableArguments {
  @Option(
    name: .customLong("scenario"),
    parsing: .unconditional,
    help: .init("What all cells have in common.", valueName: "name|file")
  )
  var scenario: String?

  @Option(
    name: .customLong("payload"),
    parsing: .unconditionalSingleValue,
    help: .init(
      "The message, once for each; default: mixed. There are "
        + PayloadName.allCases.map(\.rawValue).joined(separator: ", ") + ", and all of them.",
      valueName: "name|all"
    )
  )
  var payloads: [String] = []

  @Option("Rounds, each with every cell; default: \(Design.defaultRounds).", "count")
  var rounds: String?

  @Option("Measured time of a slice; default: \(Design.defaultSlice.exactText).", "time")
  var slice: String?

  @Option("Load before it, in each slice; default: \(Design.defaultWarmup.exactText).", "time")
  var warmup: String?

  @Option("Rates in percent of what the slowest cell reaches; default: 20,40,60.", "list")
  var rates: String?

  @Option("Calls in flight of each cell; default: \(Design.defaultInFlight).", "count")
  var inFlight: String?

  @Option(
    "Connections of cells on HTTP/2, which share the calls in flight; default: one for each call.",
    "count"
  )
  var connections: String?

  @Option(
    "Whether both ends write and read each message, or neither; default: the server does.",
    "live|prepared"
  )
  var codec: String?

  @Option("A cell that the server makes slower, to see that it is found.", "cell=time")
  var plant: String?

  @Option("The same seed gives the same order; default: 1.", "number")
  var seed: String?

  static let scenarioName = "protobuf-vs-json"

  private var given: [(name: String, isGiven: Bool)] {
    [
      ("--scenario", scenario != nil), ("--payload", !payloads.isEmpty),
      ("--rounds", rounds != nil), ("--slice", slice != nil), ("--warmup", warmup != nil),
      ("--rates", rates != nil), ("--in-flight", inFlight != nil),
      ("--connections", connections != nil), ("--codec", codec != nil),
      ("--plant", plant != nil), ("--seed", seed != nil),
    ]
  }

  /// A ladder that goes on is the one that was begun.
  func checkForResume() throws(Complaint) {
    guard let option = given.first(where: \.isGiven) else { return }
    throw Complaint(
      "\(option.name) is in the journal of the ladder that --resume goes on with; leave it out"
    )
  }
}
