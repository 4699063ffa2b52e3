import Synchronization
import Transport

/// Where the threads of a server write down what they have done, when one of them asks.
final class CounterBoard: Sendable {
  private struct Line {
    var question = 0
    var tally = ServerTally()
  }

  /// By which clients know the server again.
  let server = UInt64.random(in: 1...(.max))
  /// The number of the last question.
  let asked = Atomic<Int>(0)
  private let alarms: [Alarm]
  private let lines: Mutex<[Line]>

  init(_ alarms: [Alarm]) {
    self.alarms = alarms
    lines = Mutex(Array(repeating: Line(), count: alarms.count))
  }

  /// Asks all threads.
  ///
  /// - Returns: The question's number, by which `sum` knows the answers.
  func ask() -> Int {
    let question = asked.wrappingAdd(1, ordering: .relaxed).newValue
    for alarm in alarms { alarm.ring() }
    return question
  }

  func answer(_ question: Int, thread: Int, _ tally: ServerTally) {
    lines.withLock { $0[thread] = Line(question: question, tally: tally) }
  }

  /// What all threads have done; nil until all have answered.
  func sum(_ question: Int) -> ServerTally? {
    lines.withLock { lines in
      guard lines.allSatisfy({ $0.question >= question }) else { return nil }
      return lines.reduce(into: ServerTally()) { $0 += $1.tally }
    }
  }
}
