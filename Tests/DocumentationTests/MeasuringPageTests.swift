import Testing

@testable import Results

/// `docs/measuring.md` says how the numbers are made.
@Suite struct MeasuringPageTests {
  /// The limits of the verdict as people read them.
  private static let limits = [
    "suspectSendLag": Figure.time(ValidityLimits.suspectSendLag),
    "suspectSendLagShare": Figure.share(ValidityLimits.suspectSendLagShare),
    "invalidSendLag": Figure.time(ValidityLimits.invalidSendLag),
    "invalidSendLagShare": Figure.share(ValidityLimits.invalidSendLagShare),
    "achievedShare": Figure.share(ValidityLimits.achievedShare),
    "chance": Figure.significant(ValidityLimits.chance),
    "slotWaitShare": Figure.share(ValidityLimits.slotWaitShare),
    "suspectBusyShare": Figure.share(ValidityLimits.suspectBusyShare),
    "invalidBusyShare": Figure.share(ValidityLimits.invalidBusyShare),
    "closedBusyShare": Figure.share(ValidityLimits.closedBusyShare),
    "stealShare": Figure.share(ValidityLimits.stealShare),
    "unfinishedShare": Figure.share(ValidityLimits.unfinishedShare),
  ]

  @Test func `its constants are those of the code`() throws {
    let table = try #require(try Page("docs/measuring.md").section("## Validity")?.tables.last)
    let told = table.map { ($0[0].unquoted ?? $0[0], $0[1]) }
    #expect(Dictionary(told) { $1 } == Self.limits)
  }
}
