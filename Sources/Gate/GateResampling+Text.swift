internal import Foundation
internal import Results

/// A resampling told.
extension GateResampling {
  /// For the terminal.
  public var text: String {
    let answers = TextTable(
      head: ["answer", "gates", "share", "95 % interval"],
      left: [0],
      rows: answers.map {
        [
          $0.answer.rawValue.uppercased(), Figure.count(UInt64($0.gates)), Figure.share($0.share),
          "\(Figure.share($0.lower)) … \(Figure.share($0.upper))",
        ]
      }
    )
    let noise = TextTable(
      head: ["metric", "rounds", "mean shift", "error", "deviation", "lag 1", "worse"],
      left: [0],
      rows: metrics.map { metric in
        [
          metric.metric, "\(metric.rounds)", Figure.change(exp(metric.mean) - 1),
          Figure.share(metric.standardError), Figure.share(metric.deviation),
          metric.lagOne.map(Figure.significant) ?? "–", metric.worse.map(Figure.share) ?? "–",
        ]
      }
    )
    let lines =
      [title, ""] + answers.lines + ["", cost, ordered, ""] + noise.lines + ["", explanation]
    return lines.joined(separator: "\n") + "\n"
  }

  private var title: String {
    let signs = flipsSigns ? "sides exchanged by coins" : "as they were recorded"
    return "\(Figure.count(UInt64(gates))) gates drawn from \(recordedRounds) rounds, \(signs); "
      + "seed \(seed)"
  }

  private var cost: String {
    let time = medianTime.map { ", \(Figure.time($0)) in the median" } ?? ""
    return "a gate takes \(Figure.significant(meanRounds)) rounds in the mean\(time)"
  }

  private var ordered: String {
    guard !inOrder.isEmpty else { return "the rounds as they came do not make a whole gate" }
    let gates = inOrder.map { "\($0.answer.rawValue.uppercased()) after \($0.rounds)" }
    return "gates on the rounds as they came: \(gates.joined(separator: ", "))"
  }

  private var explanation: String {
    let looks = rules.looks.map { "\($0)" }.joined(separator: " and ")
    return "looks after \(looks) rounds; false alarms at most "
      + "\(Figure.share(rules.falseAlarm(metrics: 3))) by the rules; frozen "
      + "\(Figure.share(frozenShare)) of the time"
  }
}
