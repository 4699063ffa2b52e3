import Testing

/// One after the other, so that a command has the machine to itself.
@Suite(.serialized) struct SessionTests {
  @Test(arguments: [
    ("grpcbench --scenario unary", ["--scenario", "unary"]),
    ("swift run -c release grpcbench scenarios  # what there is", ["scenarios"]),
    (".build/release/grpcbench serve &", ["serve"]),
    ("grpcbench --fail-if \"failed > 1%\"", ["--fail-if", "failed > 1%"]),
    ("make run", nil),
    ("grpcbenchmark", nil),
  ])
  func `a line is one of ours or not`(line: String, arguments: [String]?) {
    #expect(Session.arguments(of: line) == arguments)
  }

  @Test(.timeLimit(.minutes(5)), arguments: try Page.all())
  func `every command on a page works`(page: Page) throws {
    let session = try Session()
    let blocks = page.blocks.filter { $0.language == "sh" }
    for block in blocks {
      for failure in try session.type(block) { Issue.record("\(failure)") }
    }
    let isForUsers = page.path == "README.md" || page.path == "docs/scenarios.md"
    #expect(session.count > 0 || !isForUsers)
  }

  @Test func `a command that does not work is noticed`() throws {
    let session = try Session()
    let lines = ["grpcbench --scenario unray", "grpcbench scenarios", "grpcbench report none"]
    let failures = try session.type(Page.Block(language: "sh", lines: lines))
    #expect(session.count == 3)
    #expect(failures.count == 2)
    #expect(failures.first?.contains("it ended with 2: grpcbench: scenario unray") == true)
  }
}
