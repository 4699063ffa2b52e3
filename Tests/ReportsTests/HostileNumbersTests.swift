import Foundation
import Reports
import Results
import Testing
import Timing

/// The numbers of a stored result come from a file, so none of them may end the process: each is
/// set to the ends of what its type holds, and the result is refused in one line or told.
struct HostileNumbersTests {
  /// All that numbers of a document can be, from the least to the greatest of each type.
  static let extremes = [
    "-1e300", "-9223372036854775808", "-1", "0", "9223372036854775807", "18446744073709551615",
    "1e12", "1e300",
  ]

  /// A document as lines, of which some are `"key" : number`.
  private struct Lines {
    let all: [Substring]
    /// The places of each key's numbers; numbers of lists have the list's own key, `-`.
    let places: [String: [Int]]

    init(_ document: ResultDocument) throws {
      let text = String(decoding: try document.json(), as: UTF8.self)
      all = text.split(separator: "\n")
      var places: [String: [Int]] = [:]
      for (place, line) in all.enumerated() {
        guard let match = line.wholeMatch(of: #/\s*(?:"([^"]*)" : )?-?[0-9][0-9.eE+-]*,?/#) else {
          continue
        }
        places[match.1.map { String($0) } ?? "-", default: []].append(place)
      }
      self.places = places
    }

    /// The document with the numbers of some keys in place of its own.
    func with(_ numbers: [String: String]) -> Data {
      var lines = all
      for (key, number) in numbers {
        for place in places[key] ?? [] {
          let line = lines[place]
          let name = line.firstRange(of: " : ").map { line[..<$0.upperBound] } ?? ""
          lines[place] = name + number + (line.hasSuffix(",") ? "," : "")
        }
      }
      return Data(lines.joined(separator: "\n").utf8)
    }
  }

  private static func samples() throws -> [ResultDocument] {
    var documents = try ["mixed", "targets"].map { try GoldenTests.sample($0) }
    for place in documents.indices {
      documents[place].intervals.removeSubrange(3...)
      documents[place].summary.connections.opened = 100
    }
    return documents
  }

  private static let formats = ReportFormat.allCases.filter { ![.json, .hgrm, .hlog].contains($0) }

  private static func tell(_ document: ResultDocument) throws {
    for format in formats { #expect(try !format.report(document).isEmpty, "\(format)") }
  }

  @Test(arguments: 0..<2)
  func `a result whose numbers are the ends of their types is told without a trap`(
    sample: Int
  ) throws {
    let lines = try Lines(Self.samples()[sample])
    // What a key's type takes is found by trying.
    var taken: [String: [String]] = [:]
    for key in lines.places.keys {
      taken[key] = Self.extremes.filter { number in
        (try? ResultDocument(json: lines.with([key: number]), source: "a file")) != nil
      }
    }
    let open = taken.filter { !$0.value.isEmpty }
    #expect(open.count > 60 && open.contains { $0.value.count == Self.extremes.count })
    // All at once as high or as low as they can be, and then in many mixtures.
    var mixtures = [open.mapValues { $0[0] }, open.mapValues { $0[$0.count - 1] }]
    var random = SplitMix64(seed: UInt64(sample) + 1)
    for _ in 0..<8 {
      mixtures.append(
        open.filter { _ in Bool.random(using: &random) }
          .mapValues { $0.randomElement(using: &random) ?? "0" }
      )
    }
    for mixture in mixtures {
      try Self.tell(ResultDocument(json: lines.with(mixture), source: "a file"))
    }
  }

  @Test func `a wait beyond all clocks and connections beyond all counts are told`() throws {
    var document = try GoldenTests.sample("targets")
    document.summary.connections.opened = 100
    document.summary.connections.openingSeconds = 1e12
    for target in document.targets.indices {
      document.targets[target].connections = 9_000_000_000_000_000_000
    }
    try Self.tell(document)
  }
}
