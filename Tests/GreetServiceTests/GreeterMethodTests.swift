import GreetService
import Testing

@Suite struct GreeterMethodTests {
  @Test func `methods have the paths that every client of these services uses`() {
    #expect(GreeterMethod.sayHello.path == "/greet.Greeter/SayHello")
    #expect(GreeterMethod.healthCheck.path == "/grpc.health.v1.Health/Check")
  }

  @Test func `methods are numbered from 0 in the order of the table`() {
    #expect(GreeterMethod.allCases.map(\.rawValue) == Array(GreeterMethod.allCases.indices))
    for number in GreeterMethod.allCases.indices {
      #expect(GreeterMethod(rawValue: number) == GreeterMethod.allCases[number])
    }
  }
}
