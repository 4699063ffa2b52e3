import Reports
import Results
import Testing

struct CSVReportTests {
  static func table(_ results: [ResultDocument]) -> [[Substring]] {
    CSVReport.text(results).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test func `columns have names of their own, the oldest first`() throws {
    let head = Self.table([try Sample.closed()])[0]
    #expect(Set(head).count == head.count)
    #expect(head.prefix(4) == ["schema", "scenario", "started_at", "seed"])
    #expect(head.firstIndex(of: "server_peak_rss_bytes") == 72)
    #expect(head[73] == "call")
  }

  @Test func `a run of one kind of call has one row`() throws {
    let table = Self.table([try Sample.closed(), try Sample.open()])
    #expect(table.count == 3)
    let place = try #require(table[0].firstIndex(of: "call"))
    #expect(table.dropFirst().allSatisfy { $0[place].isEmpty && $0[place + 2] == "unary" })
  }

  @Test func `what became of the connections stands in the row of the total alone`() throws {
    let table = Self.table([try Sample.targets()])
    let figures = [
      "connections_opened": "4", "connections_lost": "2", "connections_reconnects": "2",
      "connections_ends_goaway": "0", "connections_connect_count": "2",
      "connections_handshakes_count": "2", "connections_handshakes_resumed": "1",
      "connections_handshakes_max_ns": "3000319", "connections_settings_p99_ns": "",
    ]
    for (name, value) in figures {
      let place = try #require(table[0].firstIndex { $0 == name })
      #expect(table.dropFirst().map { $0[place] } == [value[...], "", ""], "\(name)")
    }
  }

  @Test func `a run of several kinds has a row for its total and one for each`() throws {
    let table = Self.table([try Sample.mixed()])
    let column = { (name: Substring) -> [Substring] in
      table[0].firstIndex(of: name).map { place in table.dropFirst().map { $0[place] } } ?? []
    }
    #expect(column("call") == ["", "greet", "download", "chat"])
    let calls = column("calls").compactMap { Int($0) }
    #expect(calls.count == 4 && calls[0] == calls[1...].reduce(0, +))
    #expect(column("bytes_sent").map(\.isEmpty) == [false, true, true, true])
    #expect(column("gap_count") == ["3304", "", "1062", "2242"])
    #expect(column("cancelled") == ["15", "0", "0", "15"])
  }

  @Test func `thresholds are columns of the total, with what was found`() throws {
    let lines = CSVReport.text([try Sample.open(), try Sample.targets()]).split(separator: "\n")
    let columns = ",thresholds_held,thresholds_broken,thresholds"
    #expect(lines[0].hasSuffix("\(columns),unmeasured,connections_unfinished_attempts"))
    // Texts with semicolons are quoted.
    #expect(lines[1].contains(",1,2,\"held: response.p99 > 5ms (found: "))
    #expect(lines[1].contains("; broken: failed > 0.5% (found: 0.996 %); broken: server.cpu"))
    #expect(lines[2].hasSuffix(",0,0,,0,0") && lines[3].hasSuffix(",,,,,"))
  }
}
