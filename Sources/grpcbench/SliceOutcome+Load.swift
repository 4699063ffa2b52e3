import GRPC
import Ladder
import Load
import Scenarios
import Statistics
import Timing

extension SliceOutcome {
  /// What a slice's load has counted.
  init(_ outcome: LoadOutcome, _ plan: Plan) {
    self.init()
    let recording = outcome.recording
    calls = recording.started
    failed = recording.failedCalls
    wrong = recording.wrongAnswers
    unfinished = recording.unfinishedCalls
    completed = recording.completedInWindow
    measured = recording.measured
    accounted = outcome.accounted
    clientCPU = outcome.clientUser + outcome.clientSystem
    // Zero says that it is not known.
    serverCPU = outcome.server ?? .zero
    messagesSent = recording.traffic.messagesSent
    messagesReceived = recording.traffic.messagesReceived
    bytesSent = recording.traffic.bytesSent
    bytesReceived = recording.traffic.bytesReceived
    p50 = recording.response.quantile(0.5)
    p99 = recording.response.quantile(0.99)
    rate = plan.load.rate?.callsPerSecond
    busyShare = outcome.busyShares.max() ?? 0
    stealShare = outcome.stealShare
  }
}

extension Recording {
  /// Calls whose answer was not the expected one; the generator gives them this status, and the
  /// reference server never does.
  var wrongAnswers: UInt64 { statuses[Int(StatusCode.dataLoss.rawValue)] }
}
