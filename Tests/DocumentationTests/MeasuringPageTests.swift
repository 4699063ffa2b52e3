import Testing

@testable import Results

/// `docs/measuring.md` says how the numbers are made.
@Suite struct MeasuringPageTests {
  /// The limits of the verdict as people read them.
  private static let limits = [
    "suspectSendLag": Figure.time(Threshold.suspectSendLag),
    "suspectSendLagShare": Figure.share(Threshold.suspectSendLagShare),
    "invalidSendLag": Figure.time(Threshold.invalidSendLag),
    "invalidSendLagShare": Figure.share(Threshold.invalidSendLagShare),
    "achievedShare": Figure.share(Threshold.achievedShare),
    "chance": Figure.significant(Threshold.chance),
    "slotWaitShare": Figure.share(Threshold.slotWaitShare),
    "suspectBusyShare": Figure.share(Threshold.suspectBusyShare),
    "invalidBusyShare": Figure.share(Threshold.invalidBusyShare),
    "closedBusyShare": Figure.share(Threshold.closedBusyShare),
    "stealShare": Figure.share(Threshold.stealShare),
    "unfinishedShare": Figure.share(Threshold.unfinishedShare),
  ]

  @Test func `its constants are those of the code`() throws {
    let table = try #require(try Page("docs/measuring.md").section("## Validity")?.tables.last)
    let told = table.map { ($0[0].unquoted ?? $0[0], $0[1]) }
    #expect(Dictionary(told) { $1 } == Self.limits)
  }
}
