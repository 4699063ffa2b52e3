import Bytes
import Foundation
public import Ladder
import Results

/// A ladder for the terminal and as a page.
public enum LadderReport {
  public static func text(_ journal: Journal, _ resampling: Resampling?) -> String {
    let facts = LadderFacts(journal)
    var sections: [[String]] = [
      ["\(facts.name) · \(facts.extent)", facts.load, facts.equality],
      facts.answer.lines + [LadderFacts.answerNote],
    ]
    for found in facts.findings.payloads {
      sections.append(["── \(heading(found)) ──"])
      sections.append(facts.conclusions(found).map { "- \($0)" })
      for group in facts.groups {
        sections.append(facts.cells(found, group).lines)
        let effects = facts.effects(found, group)
        if effects.head.count > 1 { sections.append(effects.lines) }
      }
      if !found.wire.isEmpty { sections.append(facts.wire(found).lines + [facts.wireNote]) }
      if let check = found.codec {
        sections.append(facts.codec(check).lines + [facts.codecNote(check)])
      }
    }
    if let resampling {
      sections.append(
        LadderFacts.resampling(resampling).lines + [LadderFacts.resamplingNote(resampling)]
      )
    }
    sections.append([method, facts.machine])
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  /// A page, whose plots are files in a folder: its own, or one below with a slash at its end.
  public static func markdown(
    _ journal: Journal,
    _ resampling: Resampling?,
    plots folder: String = ""
  ) -> String {
    let facts = LadderFacts(journal)
    var lines = ["# Protobuf against JSON", ""] + facts.answer.markdown
    lines += ["", LadderFacts.answerNote, ""]
    lines += ["\(facts.extent). \(facts.load). \(facts.equality).", ""]
    lines += ["How it is made, and what it does not say, is in `docs/ladder.md`.", ""]
    for found in facts.findings.payloads {
      lines += ["## \(heading(found))", ""]
      lines += facts.conclusions(found).map { "- \($0)" } + [""]
      for plot in LadderPlots.names(found) {
        lines += ["![\(plot.title)](\(folder)\(plot.file))", ""]
      }
      let tables = [
        facts.encodings(found), facts.cells(found, facts.groups[0]), facts.carriers(found),
      ]
      for table in tables { lines += table.markdown + [""] }
      if facts.isWireEqual(found) {
        lines += [facts.wireLine(found), ""]
      } else if !found.wire.isEmpty {
        lines += facts.wire(found).markdown + ["", facts.wireNote, ""]
      }
      if let check = found.codec { lines += facts.codec(check).markdown + [""] }
    }
    if let check = facts.findings.payloads.lazy.compactMap(\.codec).first {
      lines += ["The \(facts.codecNote(check)).", ""]
    }
    if let resampling {
      lines += ["## The test of interactions on these rounds", ""]
      lines += LadderFacts.resampling(resampling).markdown
      lines += ["", LadderFacts.resamplingNote(resampling), ""]
    }
    lines += [
      method, "",
      "`grpcbench ladder report` tells the rest from the journal: response times, every ratio.", "",
    ]
    lines += ["<sub>\(Markdown.escaped(facts.machine))</sub>"]
    return lines.joined(separator: "\n") + "\n"
  }

  static func json(_ journal: Journal) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Findings(journal)), as: UTF8.self) + "\n"
  }

  private static func heading(_ found: PayloadFindings) -> String {
    let sizes = MessageFormat.allCases.compactMap { encoding in
      found.wire.first { $0.cell.encoding == encoding }?.message
        .map { "\($0) B as \(encoding.spoken)" }
    }
    let list = sizes.isEmpty ? "" : ": \(sizes.joined(separator: ", "))"
    return "\(found.payload)\(list)"
  }

  private static let method =
    "Ratios are Hodges-Lehmann estimates over rounds with exact signed-rank intervals. An "
    + "interaction is JSON ÷ protobuf over one carrier, divided by that over another; their p are "
    + "by Holm over those of a measure. Response times are at shares of the rate that the slowest "
    + "cell reaches, the same calls per second for all cells. Busy is the part of the time in "
    + "which an end was at work."
}
