import ArgumentParser
import ReferenceServer
import Scenarios

/// The options by which the reference server does something to its clients on purpose.
struct ServingLaboratory: ParsableArguments {
  @Option("What the faults and delays are drawn by.", "number")
  var seed = "1"

  @Option("Before each answer: constant, exponential or lognormal.", "spread")
  var delay: String?

  @Option("The whole server stands still: \"200ms every 5s\".", "pause")
  var pause: String?

  @Option("Processor time of each call.", "length")
  var work: String?

  @Option("Calls a second; the others queue: \"5000 burst 100\".", "rate")
  var limitRate: String?

  @Option("Bytes of each greeting.", "size")
  var responseSize: String?

  @Option("Between the messages of a server stream.", "spread")
  var gap: String?

  @Option("Body bytes sent at a time: \"100 every 10ms\".", "portion")
  var trickle: String?

  @Option("How windows are given back: \"never\", \"1024 every 10ms\".", "pace")
  var window: String?

  @Option("A status or \"no status\": \"UNAVAILABLE 1% after head\"; again for more.", "fault")
  var fail: [String] = []

  @Option("RST_STREAM: \"CANCEL every 100 after 3 messages\".", "fault")
  var reset: [String] = []

  @Option("The connection is cut: \"every 1000\".", "fault")
  var drop: [String] = []

  @Option("GOAWAY: \"every 1000\", \"every 1000 at once\".", "fault")
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
