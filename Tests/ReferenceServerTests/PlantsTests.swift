import Bytes
import GreetService
import Scenarios
import Testing
import Timing

@testable import ReferenceServer

@Suite struct PlantsTests {
  private func plants(_ texts: String...) throws -> Plants {
    try Plants(texts.map { Entry($0, subject: "--plant") })
  }

  @Test func `what is planted is in its cell and in no other`() throws {
    let plants = try plants("http1/json=2us", "grpc/protobuf=1ms", "http1/json=3us")
    for way in Plants.Way.allCases {
      for format in MessageFormat.allCases {
        let expected: Nanoseconds =
          switch (way, format) {
          case (.http1, .json): .microseconds(3)
          case (.grpc, .protobuf): .milliseconds(1)
          default: .zero
          }
        #expect(plants.length(way, format) == expected)
      }
    }
    #expect(!plants.isEmpty && Plants().isEmpty)
  }

  @Test(arguments: [
    "", "=", "http1=2us", "http2/json=2us", "http1/xml=2us", "http1/json", "a/b/c=1s",
  ])
  func `a text that names no cell is one line`(text: String) {
    let complaint = #expect(throws: Complaint.self) { try plants(text) }
    #expect(complaint?.description.contains("http1/json=2us") == true)
  }

  @Test(arguments: ["http1/json=", "http1/json=2", "http1/json=11s", "http1/json=-1us"])
  func `a length that cannot be is one line`(text: String) {
    let complaint = #expect(throws: Complaint.self) { try plants(text) }
    #expect(complaint?.description.contains("\n") == false)
  }

  /// The laboratory's clock goes on by the work that is done.
  @Test func `calls of the cell take the time, and others do not`() throws {
    var options = ServerOptions()
    options.plants = try plants("http1/json=5ms")
    let exchange = HTTP1Exchange(options)
    #expect(exchange.call()?.status == 200)
    #expect(exchange.laboratory.now == Instant(nanoseconds: 5_000_000))
    let body = try Wire.request("Ann")
    exchange.say(HTTP1Exchange.request("/greet.Greeter/SayHello", type: "application/proto", body))
    #expect(exchange.replies.last?.status == 200)
    #expect(exchange.laboratory.now == Instant(nanoseconds: 5_000_000))
    options.plants = try plants("grpc/protobuf=3ms")
    let other = Exchange(options)
    _ = other.open(.sayHello, [], try Wire.requests(["Ann"]))
    other.settle()
    #expect(other.laboratory.now == Instant(nanoseconds: 3_000_000))
  }
}
