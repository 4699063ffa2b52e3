public import Scenarios

/// One threshold of a run and whether it held.
public struct ThresholdOutcome: Codable, Sendable, Equatable {
  public enum Outcome: String, Codable, Sendable, CaseIterable {
    case held
    case broken
  }

  /// As the scenario has it: the condition that must not be true.
  public var text: String
  public var metric: String

  /// The unit of `limit` and `value`: shares are from 0 to 1.
  public var unit: Quantity
  public var limit: Double

  /// What the run found; nil if it has no such figure.
  @Nullable public var value: Double?
  public var outcome: Outcome

  /// Why there is no value; nil if there is one.
  @Nullable public var reason: String?

  /// The outcome of a condition: without a figure it is broken, because nothing shows that it held.
  init(_ condition: FailCondition, in result: ResultDocument) {
    text = condition.text
    metric = condition.metric.name
    unit = condition.quantity
    limit = condition.limit
    let found = condition.metric.value(in: result, as: condition.quantity)
    let isBroken = found.map { condition.comparison.holds($0, condition.limit) } ?? true
    outcome = isBroken ? .broken : .held
    value = found
    reason = found == nil ? condition.metric.absence(in: result) : nil
  }

  /// The value as people read it: `6.12 ms`, or why there is none.
  public var shownValue: String { value.map { Figure.amount($0, unit) } ?? reason ?? "none" }
}
