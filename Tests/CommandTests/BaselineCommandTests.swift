import Foundation
import Results
import Scenarios
import Statistics
import Testing

@testable import grpcbench

@Suite struct BaselineCommandTests {
  @Test func `what a baseline's file holds reaches the terminal as mere text`() throws {
    let hostile = "\u{1B}[2J two\nlines" + String(repeating: "long", count: 1_000)
    var document = try ResultDocument(
      Recording(),
      scenario: Plan(),
      seed: 1,
      startedAt: Date(timeIntervalSince1970: 0),
      environment: .current,
      usage: Usage(clientUserSeconds: 0, clientSystemSeconds: 0, clientPeakRSS: 0),
      busyShares: [],
      stealShare: nil
    )
    document.scenario = .object(["name": .string(hostile)])
    document.startedAt = hostile
    document.environment.version = hostile
    document.environment.commit = hostile
    document.environment.build = hostile
    document.environment.cpuModel = hostile
    document.environment.kernel = hostile
    let lines = [BaselineCommand.line("main", [document]), BaselineCommand.machine(document)]
    for line in lines {
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
      #expect(line.utf8.count < 500)
    }
  }
}
