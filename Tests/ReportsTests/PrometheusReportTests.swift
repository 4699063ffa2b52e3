import Reports
import Results
import Testing

struct PrometheusReportTests {
  @Test(arguments: GoldenTests.samples)
  func `every line is a sample, or says what follows`(sample: String) throws {
    let text = PrometheusReport.text([try GoldenTests.sample(sample)])
    let label = #/[a-z_]+="(?:[^"\\\n]|\\\\|\\"|\\n)*"/#
    let value = #/[-+]?(?:[0-9.]+(?:e[-+]?[0-9]+)?|Inf)|NaN/#
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") { continue }
      let parts = line.split(separator: " ")
      #expect(try value.wholeMatch(in: parts.last ?? "") != nil, "\(line)")
      let start = try #require(line.firstIndex(of: "{"))
      let end = try #require(line.lastIndex(of: "}"))
      #expect(line[..<start].allSatisfy { $0.isLowercase || $0 == "_" })
      let labels = line[line.index(after: start)..<end]
      let rest = labels.replacing(label, with: "").filter { $0 != "," }
      #expect(rest.isEmpty, "\(line)")
    }
  }

  @Test func `a family is there once with all samples below it, and no sample is there twice`()
    throws
  {
    let results = [try Sample.closed(), try Sample.mixed()]
    let lines = PrometheusReport.text(results).split(separator: "\n")
    let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(Set(types).count == types.count && types.count > 20)
    var family: Substring = ""
    var samples: Set<Substring> = []
    for line in lines {
      if line.hasPrefix("#") {
        family = line.split(separator: " ")[2]
        continue
      }
      let name = line.prefix { $0 != "{" }
      #expect(name == family || ["_sum", "_count"].contains { name == family + $0 }, "\(line)")
      #expect(samples.insert(line.prefix { $0 != "}" }).inserted, "\(line)")
    }
  }

  @Test func `latencies are in seconds`() throws {
    let result = try Sample.open()
    let text = PrometheusReport.text([result])
    let p99 = Double(result.latency.service.p99) / 1e9
    #expect(text.contains("clock=\"service\",quantile=\"0.99\"} \(p99)\n"))
    #expect(
      PrometheusReport.text([try Sample.empty()])
        .contains("clock=\"response\",quantile=\"0.99\"} NaN\n")
    )
  }
  @Test func `a threshold is 1 when it is broken`() throws {
    let lines = PrometheusReport.text([try Sample.open()]).split(separator: "\n")
      .filter { $0.hasPrefix("grpcbench_threshold_broken{") }
    #expect(lines.map { $0.suffix(1) } == ["0", "1", "1"])
    #expect(lines.first?.contains("number=\"1\",threshold=\"response.p99 > 5ms\"} 0") == true)
    #expect(!PrometheusReport.text([try Sample.closed()]).contains("threshold"))
  }
}
