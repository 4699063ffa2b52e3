import GRPC
import Testing

@testable import ReferenceServer

@Suite struct CallTermsTests {
  @Test(arguments: ServerMethod.allCases, [0, 1, CallWishes.mostMessages])
  func `terms come back from their verdict, which is never zero`(
    method: ServerMethod,
    messages: Int
  ) {
    for (asks, answers, dialect) in [
      (false, false, Dialect.grpc), (false, true, .connect), (true, false, .grpcJSON),
      (true, true, .connectJSON),
    ] {
      var terms = CallTerms(method)
      terms.dialect = dialect
      terms.asksInGzip = asks
      terms.answersInGzip = answers
      terms.messages = messages
      #expect(terms.verdict > 0)
      #expect(CallTerms(verdict: terms.verdict) == terms)
    }
  }

  @Test(
    arguments: [
      ("grpcbench-messages", "0", 0), ("grpcbench-messages", "10000000", 10_000_000),
      ("grpcbench-messages", "007", 7), ("grpcbench-message", "7", 10), ("other", "x", 10),
    ]
  )
  func `a wish is read by its whole name`(name: String, value: String, messages: Int) {
    var wishes = CallWishes()
    wishes.field(name: name.utf8Span.span, value: value.utf8Span.span)
    #expect(wishes.messages == messages)
    #expect(wishes.refusal == nil)
  }
}
