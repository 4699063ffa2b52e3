import Foundation
import Testing

@testable import Reports

struct ChartStyleTests {
  static let palettes = [ChartStyle.light, ChartStyle.dark]

  /// The relative luminance of `#rrggbb` (WCAG 2).
  static func luminance(_ colour: String) throws -> Double {
    let value = try #require(UInt32(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { Double(value >> $0 & 255) / 255 }
    let linear = parts.map { $0 <= 0.03928 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  static func contrast(_ first: String, _ second: String) throws -> Double {
    let (one, other) = (try luminance(first), try luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  @Test(arguments: palettes)
  func `text and marks stand out from their ground`(palette: ChartStyle.Palette) throws {
    #expect(try Self.contrast(palette.ink, palette.ground) >= 7)
    #expect(try Self.contrast(palette.soft, palette.ground) >= 4.5)
    for colour in palette.series + [palette.quiet, palette.good, palette.bad] {
      #expect(try Self.contrast(colour, palette.ground) >= 3, "\(colour) on \(palette.ground)")
    }
  }

  @Test(arguments: palettes)
  func `there are as many series as colours say`(palette: ChartStyle.Palette) {
    #expect(palette.series.count == Colour.seriesCount)
    #expect(Set(palette.series).count == Colour.seriesCount)
  }

  @Test func `light and dark define the same properties, and every one in use is defined`() {
    let names = ChartStyle.light.properties.map(\.name)
    #expect(names == ChartStyle.dark.properties.map(\.name))
    let colours = (0..<12).map { Colour.series($0) } + [.good, .bad, .quiet]
    for colour in colours {
      #expect(names.contains { colour.css == "var(--\($0))" }, "\(colour.css)")
    }
    for used in ChartStyle.marks.matches(of: /var\(--([a-z0-9-]+)\)/) {
      #expect(names.contains(String(used.1)))
    }
  }
}
