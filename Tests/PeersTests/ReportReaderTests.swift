import Foundation
import Testing

extension PeersTests {
  /// Reports, read by the programs that others read them with.
  @Suite(.serialized, .enabled(if: Peer.hasPython, Comment(rawValue: Peer.noPython)))
  final class ReportReaderTests {
    private let folder = Peer.newPath()

    deinit {
      try? FileManager.default.removeItem(atPath: folder)
    }

    /// A histogram as the PyPI package hdrhistogram has read it.
    private struct Histogram: Decodable {
      var tag: String?
      var start: Double
      var end: Double
      var count: UInt64
      var p99: Int64
      var max: Int64
      /// The highest value of each counter in use, and its count.
      var counts: [[Int64]]
      var hasSameContent: Bool

      enum CodingKeys: String, CodingKey {
        case tag, count, p99, max, counts
        case start = "start_ms"
        case end = "end_ms"
        case hasSameContent = "same_content"
      }
    }

    private func report(_ format: String) throws -> String {
      let file = "\(folder)/report.\(format)"
      let command = [Peer.grpcbench, "report", folder, "--format", format, "--output", file]
      let end = try Program.run(command)
      #expect(end.status == 0, "\(end.errors)")
      return file
    }

    private func run(_ options: String...) throws -> RunDocument {
      let end = try Program.run(
        [Peer.grpcbench, "--duration", "2s", "--warmup", "100ms", "--quiet", "--json"]
          + ["--output", folder] + options
      )
      #expect(end.status == 0, "\(end.errors)")
      return try JSONDecoder().decode(RunDocument.self, from: Data(end.output.utf8))
    }

    @Test func `hdrhistogram reads a log as it is meant, and writes the same again`() throws {
      let document = try run("--scenario", "unary-open-loop", "--rate", "2000")
      let end = try Program.run(Peer.script("reports", "log", try report("hlog")))
      #expect(end.status == 0, "\(end.errors)")
      let read = try JSONDecoder().decode([Histogram].self, from: Data(end.output.utf8))
      #expect(read.allSatisfy { $0.hasSameContent })

      // The seconds add up to the run.
      let seconds = read.filter { $0.tag == nil }
      var sum: [Int64: Int64] = [:]
      for counter in seconds.flatMap(\.counts) { sum[counter[0], default: 0] += counter[1] }
      let count = seconds.reduce(0) { $0 + $1.count }
      #expect(count == UInt64(document.latency.response.count) && count > 1_000)
      let rank = (count * 99 + 99) / 100
      var passed: UInt64 = 0
      let p99 = sum.sorted { $0.key < $1.key }.first { value, count in
        passed += UInt64(count)
        return passed >= rank
      }
      #expect(p99.map { Double($0.key) } == document.latency.response.p99)
      #expect(seconds.first.map { $0.end - $0.start } == 1_000)
      #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0.end == $1.start })

      // The other clock is of the whole run.
      let service = try #require(read.first { $0.tag == "service" })
      #expect(Double(service.p99) == document.latency.service?.p99)
      #expect(Double(service.max) == document.latency.service?.max)
      #expect(service.start == seconds.first?.start && service.end - service.start == 2_000)
    }

    @Test func `prometheus_client reads every family`() throws {
      struct Family: Decodable {
        var type: String
        var samples: Int
      }
      _ = try run("--scenario", "mixed")
      let end = try Program.run(Peer.script("reports", "metrics", try report("prometheus")))
      #expect(end.status == 0, "\(end.errors)")
      let families = try JSONDecoder().decode([String: Family].self, from: Data(end.output.utf8))
      #expect(families.count > 20)
      #expect(families["grpcbench_latency_seconds"]?.type == "summary")
      #expect(families["grpcbench_kind_latency_seconds"]?.type == "summary")
      #expect(families["grpcbench_verdict"]?.samples == 3)
      #expect(families.values.allSatisfy { ["gauge", "summary"].contains($0.type) })
    }
  }
}
