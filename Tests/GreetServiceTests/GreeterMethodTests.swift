import GreetService
import Testing

@Suite struct GreeterMethodTests {
  @Test func `methods have the paths that every client of these services uses`() {
    #expect(GreeterMethod.sayHello.path == "/greet.Greeter/SayHello")
    #expect(GreeterMethod.sayHelloServerStream.path == "/greet.Greeter/SayHelloServerStream")
    #expect(GreeterMethod.sayHelloClientStream.path == "/greet.Greeter/SayHelloClientStream")
    #expect(GreeterMethod.sayHelloBidi.path == "/greet.Greeter/SayHelloBidi")
    #expect(GreeterMethod.echo.path == "/greet.Payloads/Echo")
    #expect(GreeterMethod.healthCheck.path == "/grpc.health.v1.Health/Check")
  }

  @Test(
    arguments: [
      (.sayHello, "unary", true, true), (.healthCheck, "unary", true, true),
      (.echo, "unary", true, true),
      (.sayHelloServerStream, "server_streaming", true, false),
      (.sayHelloClientStream, "client_streaming", false, true),
      (.sayHelloBidi, "bidirectional", false, false),
    ] as [(GreeterMethod, String, Bool, Bool)]
  )
  func `a method has the kind that its directions make`(
    method: GreeterMethod,
    name: String,
    sendsOne: Bool,
    answersOne: Bool
  ) {
    #expect(method.kind.rawValue == name)
    #expect(method.kind.sendsOne == sendsOne)
    #expect(method.kind.answersOne == answersOne)
  }

  @Test func `methods are numbered from 0 in the order of the table`() {
    #expect(GreeterMethod.allCases.map(\.rawValue) == Array(GreeterMethod.allCases.indices))
    for number in GreeterMethod.allCases.indices {
      #expect(GreeterMethod(rawValue: number) == GreeterMethod.allCases[number])
    }
  }
}
