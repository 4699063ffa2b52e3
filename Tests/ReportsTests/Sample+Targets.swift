import Results
import Scenarios
import Statistics
import Timing

extension Sample {
  /// Two targets of which one is slower and fails, through a proxy.
  static func targets() throws -> ResultDocument {
    let parts = [
      recording(openLoop: true, lag: .zero), recording(openLoop: true, lag: .microseconds(700)),
    ]
    var all = parts[0]
    all.add(parts[1])
    all.connections.connects.record(.milliseconds(1))
    all.connections.connects.record(.milliseconds(1))
    all.connections.shookHands(in: .milliseconds(3), isResumed: false)
    all.connections.shookHands(in: .milliseconds(2), isResumed: true)
    let endpoints = [
      Endpoint.network(host: "greeter.example", port: 50_051), .unix(path: "/run/greeter.sock"),
    ]
    let targets = zip(endpoints, parts).enumerated().map { number, part in
      TargetRecording(
        PlannedTarget(.endpoint(part.0), weight: 3 - 2 * number),
        connections: 6 - 4 * number,
        proxy: number == 0 ? "http://***@127.0.0.1:3128" : nil,
        addresses: [("127.0.0.1:50051", UInt64(6 - 4 * number))],
        recording: part.1
      )
    }
    return try document(all, targets: targets, name: "two-targets", busy: [0.4], serverCPU: nil)
  }
}
