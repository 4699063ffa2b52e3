import Foundation
import Testing

@Suite struct PageTests {
  private static let sample = Page(
    path: "docs/sample.md",
    text: """
      # A page: one

      See [that](other.md#two) and `Call`, `a b`.

      ```sh
      grpcbench scenarios  # [no](link)
      ```

      | key | value |
      | --- | --- |
      | `a` | 1 |
      | `b` | 2 |

      ## The `end`

      - In a list:
        ```yaml
        server:
          threads: 5
        ```
      """
  )

  @Test func `a page is taken apart`() {
    let page = Self.sample
    #expect(
      page.blocks == [
        Page.Block(language: "sh", lines: ["grpcbench scenarios  # [no](link)"]),
        Page.Block(language: "yaml", lines: ["server:", "  threads: 5"]),
      ]
    )
    #expect(page.links == ["other.md#two"])
    #expect(page.code == ["Call", "a b", "a", "b", "end"])
    #expect(page.tables == [[["`a`", "1"], ["`b`", "2"]]])
    #expect(page.anchors == ["a-page-one", "the-end"])
    #expect(page.section("## The `end`")?.blocks.count == 1)
    #expect(page.section("## The") == nil)
  }

  @Test func `the pages are found`() throws {
    let paths = try Page.all().map(\.path)
    #expect(
      Set(paths).isSuperset(of: [
        "README.md", "Sources/README.md", "docs/measuring.md", "docs/result.md",
        "docs/scenarios.md",
      ])
    )
  }

  @Test(arguments: try Page.all())
  func `every relative link leads to a file and a heading`(page: Page) throws {
    for link in page.links where !link.contains("://") {
      let parts = link.split(separator: "#", omittingEmptySubsequences: false)
      let file = page.folder.appending(path: String(parts[0])).standardizedFileURL
      let place = parts[0].isEmpty ? Page.root.appending(path: page.path) : file
      #expect(FileManager.default.fileExists(atPath: place.path), "\(page.path): \(link)")
      guard parts.count == 2, place.pathExtension == "md" else { continue }
      let text = try String(contentsOf: place, encoding: .utf8)
      let anchors = Page(path: link, text: text).anchors
      #expect(anchors.contains(String(parts[1])), "\(page.path): \(link) is no heading")
    }
  }
}
