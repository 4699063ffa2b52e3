import Testing

@testable import grpcbench

@Suite struct ExitCodeTests {
  @Test func `the exit codes are those that scripts rely on`() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
    #expect(ExitCode.fine.rawValue == 0)
    #expect(ExitCode.failed.rawValue == 1)
    #expect(ExitCode.usage.rawValue == 2)
    #expect(ExitCode.regressed.rawValue == 3)
    #expect(ExitCode.invalid.rawValue == 4)
    #expect(ExitCode.inconclusive.rawValue == 5)
  }
}
