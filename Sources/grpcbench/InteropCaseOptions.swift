import ArgumentParser
import Interop
import Scenarios
import Timing

/// The options for which cases of the interoperability tests are played, and how.
struct InteropCaseOptions: ParsableArguments {
  @Option(
    name: [.customLong("test-case"), .customLong("test_case")],
    parsing: .unconditional,
    help: .init("What to play; several names stand between commas.", valueName: "name|all|list")
  )
  var testCase = "all"

  @Option("How the outcome is told.", "text|json")
  var format = Format.text.rawValue

  @Option("How long a case may last.", "time")
  var timeLimit = "60s"

  @Option("Calls at once in concurrent_large_unary.", "count")
  var concurrentCalls = "\(InteropSettings().concurrentCalls)"

  @Option(
    name: [.customLong("soak-iterations"), .customLong("soak_iterations")],
    parsing: .unconditional,
    help: .init("Calls of rpc_soak, channel_soak, long_lived_channel.", valueName: "count")
  )
  var soakIterations = "\(InteropSettings().iterations)"

  @Option(
    name: [.customLong("soak-max-failures"), .customLong("soak_max_failures")],
    parsing: .unconditional,
    help: .init("Those that may fail.", valueName: "count")
  )
  var soakMaxFailures = "\(InteropSettings().mostFailures)"

  @Option(
    name: [
      .customLong("soak-max-latency-ms"),
      .customLong("soak_per_iteration_max_acceptable_latency_ms"),
    ],
    parsing: .unconditional,
    help: .init("How long each may last, in milliseconds.", valueName: "count")
  )
  var soakMaxLatency = "\(InteropSettings().mostLatency.count / 1_000_000)"

  @Option(
    name: [.customLong("soak-interval-ms"), .customLong("soak_min_time_ms_between_rpcs")],
    parsing: .unconditional,
    help: .init(
      "From one to the next at the least; otherwise 100 ms in long_lived_channel and 0 elsewhere.",
      valueName: "count"
    )
  )
  var soakInterval: String?

  @Option(
    name: [.customLong("soak-request-size"), .customLong("soak_request_size")],
    parsing: .unconditional,
    help: .init("Payload of each request.", valueName: "size")
  )
  var soakRequestSize = "\(InteropSettings().requestBytes)"

  @Option(
    name: [.customLong("soak-response-size"), .customLong("soak_response_size")],
    parsing: .unconditional,
    help: .init("Payload of each response.", valueName: "size")
  )
  var soakResponseSize = "\(InteropSettings().responseBytes)"

  @Option(
    name: [.customLong("soak-time-limit-seconds"), .customLong("soak_overall_timeout_seconds")],
    parsing: .unconditional,
    help: .init(
      "How long rpc_soak, channel_soak, long_lived_channel may last; otherwise --time-limit.",
      valueName: "count"
    )
  )
  var soakTimeLimit: String?

  enum Format: String, CaseIterable {
    case text
    case json
  }

  func reportFormat() throws(Complaint) -> Format {
    do {
      return try Entry(format, subject: "--format").word()
    } catch {
      throw error.about("interop")
    }
  }

  /// The cases that were named.
  func chosen() throws(Complaint) -> [InteropCase] {
    guard testCase != "all" else { return InteropCase.usual }
    var chosen: [InteropCase] = []
    for name in testCase.split(separator: ",", omittingEmptySubsequences: false) {
      guard let found = InteropCase.all.first(where: { $0.name == name }) else {
        throw Complaint(
          "interop: --test-case \(Complaint.shown(String(name))) is unknown; "
            + "grpcbench interop --test-case list has the names"
        )
      }
      chosen.append(found)
    }
    return chosen
  }

  func settings() throws(Complaint) -> InteropSettings {
    var settings = InteropSettings()
    do {
      settings.timeLimit = try Entry(timeLimit, subject: "--time-limit").length(zero: false)
      settings.concurrentCalls = try Entry(concurrentCalls, subject: "--concurrent-calls")
        .whole(in: 1...1_000)
      settings.iterations = try Entry(soakIterations, subject: "--soak-iterations")
        .whole(in: 1...1_000_000_000)
      settings.mostFailures = try Entry(soakMaxFailures, subject: "--soak-max-failures")
        .whole(in: 0...1_000_000_000)
      settings.mostLatency = try Self.milliseconds(soakMaxLatency, "--soak-max-latency-ms")
      if let soakInterval {
        settings.interval = try Self.milliseconds(soakInterval, "--soak-interval-ms")
        settings.idleInterval = settings.interval
      }
      if let soakTimeLimit {
        let seconds = Entry(soakTimeLimit, subject: "--soak-time-limit-seconds")
        settings.soakTimeLimit = .seconds(try seconds.whole(in: 1...Int64(1_000_000)))
      }
      let sizes = 0...TestService.mostBytes
      settings.requestBytes = try Entry(soakRequestSize, subject: "--soak-request-size")
        .bytes(in: sizes)
      settings.responseBytes = try Entry(soakResponseSize, subject: "--soak-response-size")
        .bytes(in: sizes)
    } catch {
      throw error.about("interop")
    }
    return settings
  }

  private static func milliseconds(
    _ text: String,
    _ option: String
  ) throws(Complaint) -> Nanoseconds {
    .milliseconds(try Entry(text, subject: option).whole(in: 0...Int64(3_600_000)))
  }

  /// Says which cases there are.
  func list() {
    for testCase in InteropCase.all {
      guard testCase.misbehaviour != nil else {
        StandardOutput.say(testCase.name)
        continue
      }
      StandardOutput.say("\(testCase.name)  (for grpcbench serve --misbehave \(testCase.name))")
    }
  }
}
