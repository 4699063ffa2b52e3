import ArgumentParser
import Scenarios

/// The options that take the place of a scenario's settings.
///
/// All are text here, because the scenario's own readers understand them and find the words for
/// what is wrong. Each takes the next argument whatever it is, so that `--rate -5` is about a rate.
struct SettingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init("What to measure; self starts a server.", valueName: "self|host:port|unix:path")
  )
  var target: String?

  @Option(
    parsing: .unconditional,
    help: .init("Connections to the target.", valueName: "count")
  )
  var connections: String?

  @Option(
    parsing: .unconditional,
    help: .init("Streams of each connection: calls in flight on it.", valueName: "count")
  )
  var streams: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Calls per second on a schedule (open loop), such as 0.5 or 2.5k; none for a closed loop.",
      valueName: "rate"
    )
  )
  var rate: String?

  @Option(
    parsing: .unconditional,
    help: .init("How an open loop spaces its calls.", valueName: "constant|poisson")
  )
  var arrivals: String?

  @Option(
    parsing: .unconditional,
    help: .init("Measured time, such as 500ms, 10s, 1m30s.", valueName: "time")
  )
  var duration: String?

  @Option(
    parsing: .unconditional,
    help: .init("Time under load before the measured time.", valueName: "time")
  )
  var warmup: String?

  @Option(
    parsing: .unconditional,
    help: .init("Time that each call may take; none for any.", valueName: "time")
  )
  var deadline: String?

  @Option(
    parsing: .unconditional,
    help: .init("Event loops, at most one for each connection.", valueName: "count")
  )
  var threads: String?

  @Option(
    parsing: .unconditional,
    help: .init("The same seed gives the same schedule.", valueName: "number")
  )
  var seed: String?

  var overrides: Overrides {
    var overrides = Overrides()
    overrides[.target] = target
    overrides[.connections] = connections
    overrides[.streams] = streams
    overrides[.rate] = rate
    overrides[.arrivals] = arrivals
    overrides[.duration] = duration
    overrides[.warmup] = warmup
    overrides[.deadline] = deadline
    overrides[.threads] = threads
    overrides[.seed] = seed
    return overrides
  }
}
