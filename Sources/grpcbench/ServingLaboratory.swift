import ArgumentParser
import Scenarios

/// The options by which the reference server does something to every call of the greeter on
/// purpose: settings of a scenario's `server`, by their names.
struct ServingConditions: ParsableArguments {
  @Option(serving: .serverDelay, "Time before its answer: \"exponential 5ms\".", "spread")
  var delay: String?

  @Option(serving: .serverWork, "Processor time that it takes: 50us.", "length")
  var work: String?

  @Option(serving: .serverResponseSize, "Bytes of each greeting.", "size")
  var responseSize: String?

  @Option(serving: .serverGap, "Time between the messages of a server stream.", "spread")
  var gap: String?

  @Option(serving: .serverTrickle, "Body bytes sent at a time: \"100 every 10ms\".", "portion")
  var trickle: String?

  @Option(serving: .serverWindow, "Its window back: never, \"1024 every 10ms\".", "pace")
  var window: String?

  var settings: [(Setting, [String])] {
    [
      (.serverDelay, delay), (.serverWork, work), (.serverResponseSize, responseSize),
      (.serverGap, gap), (.serverTrickle, trickle), (.serverWindow, window),
    ].map { ($0, [$1].compactMap(\.self)) }
  }
}

/// The options by which the reference server breaks calls on purpose.
struct ServingFaults: ParsableArguments {
  @Option(serving: .serverFail, "A status, or \"no status\": \"UNAVAILABLE 1%\".", "fault")
  var fail: [String] = []

  @Option(serving: .serverReset, "RST_STREAM: \"CANCEL every 9 after 3 messages\".", "fault")
  var reset: [String] = []

  @Option(serving: .serverDrop, "The connection is cut: \"every 1000\".", "fault")
  var drop: [String] = []

  @Option(serving: .serverGoAway, "GOAWAY: \"every 1000\", \"every 1000 at once\".", "fault")
  var goAway: [String] = []

  var settings: [(Setting, [String])] {
    [(.serverFail, fail), (.serverReset, reset), (.serverDrop, drop), (.serverGoAway, goAway)]
  }
}

/// The options by which the reference server as a whole is limited on purpose.
struct ServingLaboratory: ParsableArguments {
  @Option(serving: .serverLimitRate, "Calls a second; others queue: \"5000 burst 100\".", "rate")
  var limitRate: String?

  @Option(serving: .serverPause, "It stands still: \"200ms every 5s\".", "pause")
  var pause: String?

  @Option(serving: .serverConnectionPace, "Like --window, of each connection's window.", "pace")
  var connectionPace: String?

  @Option(serving: .serverSeed, "What chances and lengths are drawn by; default: 1.", "number")
  var seed: String?

  var settings: [(Setting, [String])] {
    [
      (.serverLimitRate, limitRate), (.serverPause, pause),
      (.serverConnectionPace, connectionPace), (.serverSeed, seed),
    ].map { ($0, [$1].compactMap(\.self)) }
  }
}

extension Option where Value == String? {
  /// The option of `serve` for a setting of the server, with its name.
  init(serving setting: Setting, _ help: String, _ valueName: String) {
    self.init(
      name: .customLong(String(setting.serveOption.dropFirst(2))),
      parsing: .unconditional,
      help: ArgumentHelp(help, valueName: valueName)
    )
  }
}

extension Option where Value == [String] {
  /// The same for a setting that can be a list: the option can be given more than once.
  init(wrappedValue: [String], serving setting: Setting, _ help: String, _ valueName: String) {
    self.init(
      wrappedValue: wrappedValue,
      name: .customLong(String(setting.serveOption.dropFirst(2))),
      parsing: .unconditionalSingleValue,
      help: ArgumentHelp(help, valueName: valueName)
    )
  }
}
