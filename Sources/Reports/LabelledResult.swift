internal import Results
internal import Statistics

/// A result beside others: with the name and the colour by which a page tells it apart.
struct LabelledResult {
  var result: ResultDocument
  /// `A unary`; the scenario's name alone if there is one result.
  var label: String
  /// Letters and digits: what elements of its own are called by.
  var id: String
  var index: Int

  /// How much of a scenario's name a legend shows.
  private static let longestName = 28

  var facts: Facts { Facts(result) }
  var colour: Colour { .series(index) }

  /// Beyond the colours that there are, lines are told apart by their dashes.
  var dash: Dash { index < Colour.seriesCount ? .solid : .dotted }

  static func all(_ results: [ResultDocument]) -> [LabelledResult] {
    results.enumerated().map { index, result in
      let name = OneLine.text(result.scenarioName, limit: longestName)
      let letter = letters(index)
      return LabelledResult(
        result: result,
        label: results.count > 1 ? "\(letter) \(name)" : name,
        id: letter.lowercased(),
        index: index
      )
    }
  }

  /// `A` to `Z`, then `A1` and so on.
  private static func letters(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    return index < 26 ? letter : "\(letter)\(index / 26)"
  }
}
