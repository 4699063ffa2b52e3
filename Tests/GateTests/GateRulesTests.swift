import Gate
import Testing

struct GateRulesTests {
  @Test func `the rules are those that were simulated`() {
    let rules = GateRules()
    #expect(rules.flaw == nil)
    #expect(rules.looks == [16, 32] && rules.mostRounds == 32)
    #expect(abs(rules.falseAlarm(metrics: 3) - 0.009) < 1e-12)
  }

  @Test(
    arguments: [
      (GateRules(looks: []), "looks that grow"), (GateRules(looks: [16, 16]), "looks that grow"),
      (GateRules(looks: [300]), "looks after 1 to 256 rounds"),
      (GateRules(significance: 0), "significance between"),
      (GateRules(significance: .nan), "significance between"),
      (GateRules(confidence: 1), "confidence of"),
      (GateRules(tolerance: 0), "above 0"),
      (GateRules(looks: [8]), "needs at least 10"),
      (GateRules(looks: [9, 32]), "needs at least 10"),
    ]
  )
  func `rules that cannot work say why`(rules: GateRules, reason: String) {
    #expect(rules.flaw?.contains(reason) == true, "\(rules.flaw ?? "nil")")
  }

  @Test(arguments: [(10, 0.0015, true), (9, 0.0015, false), (10, 0x1p-10, true), (1, 0.5, true)])
  func `a look must be able to fail`(rounds: Int, significance: Double, isEnough: Bool) {
    let rules = GateRules(looks: [rounds], significance: significance)
    #expect((rules.flaw == nil) == isEnough)
  }
}
