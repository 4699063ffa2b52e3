/// What charts look like: colours as custom properties, for light and dark screens and for paper.
///
/// The series are told apart by people who do not see all colours (after Okabe and Ito), and stand
/// out from the ground by at least 3 to 1.
enum ChartStyle {
  /// The colours of one kind of screen, by their custom properties.
  struct Palette {
    var ground: String
    var ink: String
    var soft: String
    var grid: String
    var quiet: String
    var good: String
    var bad: String
    var series: [String]

    var properties: [(name: String, value: String)] {
      let named = [
        ("ground", ground), ("ink", ink), ("soft", soft), ("grid", grid), ("quiet", quiet),
        ("good", good), ("bad", bad),
      ]
      return named + series.enumerated().map { ("series-\($0 + 1)", $1) }
    }

    /// As declarations.
    var css: String { properties.map { "--\($0.name):\($0.value)" }.joined(separator: ";") }
  }

  static let light = Palette(
    ground: "#ffffff",
    ink: "#1b1f24",
    soft: "#57606a",
    grid: "#e4e7eb",
    quiet: "#818992",
    good: "#0a7f5a",
    bad: "#c0392b",
    series: ["#0072b2", "#d55e00", "#00906a", "#b5528a", "#8f6a00", "#3c8dc0"]
  )

  static let dark = Palette(
    ground: "#14171b",
    ink: "#e8eaed",
    soft: "#a3abb5",
    grid: "#2b3138",
    quiet: "#7d8792",
    good: "#35c28f",
    bad: "#ff7b6b",
    series: ["#56b4e9", "#ff9447", "#2bc79a", "#e39ac4", "#e6c229", "#8fa8ff"]
  )

  /// Paper is light, whatever the screen is.
  static let colours = """
    :root{color-scheme:light dark;\(light.css)}
    @media (prefers-color-scheme:dark){:root{\(dark.css)}}
    @media print{:root{color-scheme:light;\(light.css)}}
    """

  static let marks = """
    .chart{display:block;width:100%;height:auto;font-family:system-ui,sans-serif}
    .chart text{font-size:11px;fill:var(--soft)}
    .chart .axis{font-style:italic}
    .chart .legend text{fill:var(--ink)}
    .chart .name{paint-order:stroke;stroke:var(--ground);stroke-width:3px}
    .chart .on-bar{fill:var(--ground)}
    .chart .on-pale{fill:var(--ink)}
    .chart .line,.chart .grid,.chart .base,.chart .rule{fill:none}
    .chart .line{stroke-width:1.6;stroke-linejoin:round}
    .chart .band{opacity:.28;stroke-width:.7}
    .chart .pale{opacity:.55}
    .chart .grid{stroke:var(--grid);stroke-width:.8}
    .chart .base{stroke:var(--quiet);stroke-width:1}
    .chart .rule{stroke-width:1;stroke-dasharray:3 3}
    """

  static let css = colours + "\n" + marks
}
