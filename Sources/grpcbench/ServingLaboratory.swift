import ArgumentParser
import ReferenceServer
import Scenarios

/// The options by which the reference server does something to its clients on purpose.
struct ServingLaboratory: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init("What the faults and delays are drawn by.", valueName: "number")
  )
  var seed = "1"

  @Option(
    parsing: .unconditional,
    help: .init("Before each answer: constant, exponential or lognormal.", valueName: "spread")
  )
  var delay: String?

  @Option(
    parsing: .unconditional,
    help: .init("The whole server stands still: \"200ms every 5s\".", valueName: "pause")
  )
  var pause: String?

  @Option(
    parsing: .unconditional,
    help: .init("Processor time of each call.", valueName: "length")
  )
  var work: String?

  @Option(
    parsing: .unconditional,
    help: .init("Calls a second; the others queue: \"5000 burst 100\".", valueName: "rate")
  )
  var limitRate: String?

  @Option(
    parsing: .unconditional,
    help: .init("Bytes of each greeting.", valueName: "size")
  )
  var responseSize: String?

  @Option(
    parsing: .unconditional,
    help: .init("Between the messages of a server stream.", valueName: "spread")
  )
  var gap: String?

  @Option(
    parsing: .unconditional,
    help: .init("Body bytes sent at a time: \"100 every 10ms\".", valueName: "portion")
  )
  var trickle: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "How windows are given back: \"never\", \"1024 every 10ms\".",
      valueName: "pace"
    )
  )
  var window: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "A status or \"no status\": \"UNAVAILABLE 1% after head\"; again for more.",
      valueName: "fault"
    )
  )
  var fail: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("RST_STREAM: \"CANCEL every 100 after 3 messages\".", valueName: "fault")
  )
  var reset: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("The connection is cut: \"every 1000\".", valueName: "fault")
  )
  var drop: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("GOAWAY: \"every 1000\", \"every 1000 at once\".", valueName: "fault")
  )
  var goAway: [String] = []

  func options() throws(Complaint) -> LaboratoryOptions {
    var options = LaboratoryOptions()
    options.seed = try Entry(seed, subject: "--seed").whole(in: 0...UInt64.max)
    for (knob, texts) in settings {
      for text in texts {
        do {
          try options.conditions.set(knob, text)
        } catch {
          throw Entry(text, subject: "--\(knob.rawValue)").complaint(error.description)
        }
      }
    }
    if let pause {
      do {
        options.pause = try PauseCycle(text: pause)
      } catch {
        throw Entry(pause, subject: "--pause").complaint(error.description)
      }
    }
    if let limitRate {
      do {
        options.capacity = try Capacity(text: limitRate)
      } catch {
        throw Entry(limitRate, subject: "--limit-rate").complaint(error.description)
      }
    }
    return options
  }

  /// What was said of each knob.
  private var settings: [(Knob, [String])] {
    [
      (.delay, [delay]), (.work, [work]), (.responseSize, [responseSize]), (.gap, [gap]),
      (.trickle, [trickle]), (.window, [window]),
    ].map { ($0, $1.compactMap(\.self)) } + [
      (.fail, fail), (.reset, reset), (.drop, drop), (.goAway, goAway),
    ]
  }
}
