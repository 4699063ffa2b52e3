import Bytes
import GRPC
import GreetService
import Scenarios
import Testing

@testable import Load

@Suite struct LiveCodecTests {
  private func call(_ payload: PayloadName?) -> PlannedCall {
    var call = PlannedCall()
    guard let payload else { return call }
    call.method = .echo
    call.request.payload = payload
    return call
  }

  private func template(
    _ way: Way,
    _ call: PlannedCall,
    _ codec: CodecWork = .live
  ) throws -> CallTemplate {
    var plan = Plan()
    plan.protocol = way.carrier
    plan.encoding = way.encoding
    plan.codec = codec
    return try CallTemplate(call, plan, authority: "localhost")
  }

  @Test(arguments: Way.all, [PayloadName.mixed, .orders, .empty, nil])
  func `a message is written as the pool has it, each time`(
    way: Way,
    payload: PayloadName?
  ) throws {
    let template = try template(way, call(payload))
    let live = try #require(template.live)
    #expect(!template.isPlain && template.text.block.isEmpty)
    var message: [UInt8] = [1, 2, 3]
    for _ in 0..<3 {
      live.write(0, into: &message)
      #expect(message == template.pool.bytes)
    }
    #expect(message.count - live.body(0).count == (way.carrier == .grpc ? 5 : 0))
    let isRead = live.read(live.body(0).span, number: 0) == nil
    #expect(isRead || payload == nil)
  }

  @Test(arguments: Way.all)
  func `a name with every kind of letter is written by either codec`(way: Way) throws {
    var call = PlannedCall()
    call.request.name = "a/b \"\\ \u{7f}\u{0}\u{8}\n Grüße 世界 😀"
    let template = try template(way, call)
    let live = try #require(template.live)
    let body = live.body(0)
    let read = MessageCodec.decode(Greet_HelloRequest.self, body.span, way.encoding)
    #expect(read?.name == call.request.name)
  }

  @Test func `each variant is itself`() throws {
    var call = PlannedCall()
    call.request.size = .uniform(10, 500)
    call.request.variants = 8
    for way in Way.all {
      let template = try template(way, call)
      let live = try #require(template.live)
      #expect(live.count == 8 && Set((0..<8).map { live.body($0) }).count == 8)
      #expect(live.body(3) == live.body(11))
    }
  }

  @Test func `without it there is none`() throws {
    for way in Way.all {
      #expect(try template(way, call(.mixed), .prepared).live == nil)
    }
  }

  @Test func `what cannot be read is told by its format and length`() throws {
    for way in Way.all {
      let live = try #require(try template(way, call(.mixed)).live)
      let garbage: [UInt8] = [0xff, 0x7b]
      let answer = live.read(garbage.span, number: 2)
      let status = try #require(answer)
      #expect(status.code == .internal)
      #expect(status.message.contains("no \(way.encoding.spoken) message"))
      #expect(status.message.contains("message 3 of the server, 2 bytes"))
    }
  }

  @Test func `a request that is not the method's is one line`() {
    var call = call(.mixed)
    call.request.payload = nil
    call.request.data = [0xff]
    let complaint = #expect(throws: Complaint.self) {
      try template(Way(carrier: .grpc, encoding: .protobuf), call)
    }
    #expect(complaint?.description.contains("codec: prepared") == true)
  }
}
