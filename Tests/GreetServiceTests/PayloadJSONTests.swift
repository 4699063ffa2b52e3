import Bytes
import Foundation
import GreetService
import PayloadSamples
import SwiftProtobuf
import Testing

/// The payloads' own JSON is proto3's mapping: SwiftProtobuf's agrees with it in both directions.
@Suite struct PayloadJSONTests {
  private func read(_ text: String) -> Greet_Payload? {
    MessageCodec.decode(Greet_Payload.self, Array(text.utf8).span, .json)
  }

  private func text(_ payload: Greet_Payload) -> String {
    String(decoding: MessageCodec.encode(payload, .json) ?? [], as: UTF8.self)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `SwiftProtobuf reads what we write, and we what it writes`(seed: UInt64) throws {
    var source = SeededPayload(seed: seed)
    for number in 0..<500 {
      let payload = source.next()
      let ours = try #require(MessageCodec.encode(payload, .json))
      let meaning = try payload.comparable()
      #expect(
        try Greet_Payload(jsonUTF8Bytes: ours).comparable() == meaning,
        "seed \(seed), \(number)"
      )
      for text in [try payload.jsonUTF8Bytes() as [UInt8], ours] {
        let read = MessageCodec.decode(Greet_Payload.self, text.span, .json)
        #expect(try read?.comparable() == meaning, "seed \(seed), \(number)")
      }
    }
  }

  @Test(arguments: PayloadName.allCases, MessageFormat.allCases)
  func `each payload comes back in both formats`(name: PayloadName, format: MessageFormat) throws {
    let payload = try Greet_Payload(name)
    let bytes = try #require(MessageCodec.encode(payload, format))
    #expect(MessageCodec.decode(Greet_Payload.self, bytes.span, format) == payload)
  }

  @Test(
    arguments: [
      (#"{}"#, Greet_Payload()),
      (#"{"greeting":""}"#, .with { $0.greeting = "" }),
      (#"{"data":"AAECAw=="}"#, .with { $0.data = Data([0, 1, 2, 3]) }),
      (#"{"mixed":{}}"#, .with { $0.mixed = Greet_Mixed() }),
      (
        #"{"mixed":{"id":-1,"account":"-1","revision":"18446744073709551615"}}"#,
        .with {
          $0.mixed.id = -1
          $0.mixed.account = -1
          $0.mixed.revision = .max
        }
      ),
      (
        #"{"mixed":{"price":-0.0,"share":"-Infinity","active":true,"displayName":"\"","#
          + #""level":"LEVEL_LOW"}}"#,
        .with {
          $0.mixed.price = -0.0
          $0.mixed.share = -.infinity
          $0.mixed.active = true
          $0.mixed.displayName = "\""
          $0.mixed.level = .low
        }
      ),
      (#"{"mixed":{"level":7}}"#, .with { $0.mixed.level = .UNRECOGNIZED(7) }),
      (
        #"{"numbers":{"counts":["9007199254740993"],"measures":[0.1,0,100000,1e+22]}}"#,
        .with {
          $0.numbers.counts = [9_007_199_254_740_993]
          $0.numbers.measures = [0.1, 0, 100_000, 1e22]
        }
      ),
      (
        #"{"orders":{"orders":[{"items":[{"remark":""},{}],"labels":{"":""}}]}}"#,
        .with {
          $0.orders.orders = [
            .with {
              $0.items = [.with { $0.remark = "" }, Greet_Item()]
              $0.labels = ["": ""]
            }
          ]
        }
      ),
    ] as [(String, Greet_Payload)]
  )
  func `a message has this text and no other`(text: String, payload: Greet_Payload) {
    #expect(self.text(payload) == text)
    #expect(read(text) == payload)
  }

  @Test(arguments: [
    #"{"mixed":{"account":12}}"#, #"{"mixed":{"account":"12"}}"#, #"{"mixed":{"account":1.2e1}}"#,
    #"{"mixed":{"account":"120e-1"}}"#, #" { "mixed" : { "account" : 12 } } "#,
    #"{"mixed":{"account":12,"id":null,"level":null,"token":null,"displayName":null}}"#,
    #"{"mixed":{"account":12,"level":0,"id":0,"display_name":""}}"#,
    #"{"mixed":{"account":12,"level":"LEVEL_UNSPECIFIED","more":{"a":[1,{"b":null}]}}}"#,
    #"{"\u006dixed":{"acc\u006funt":12}}"#, #"{"greeting":null,"mixed":{"account":12}}"#,
    #"{"other":1,"mixed":{"account":12},"other":2}"#,
  ])
  func `all these mean the same`(text: String) {
    #expect(read(text) == .with { $0.mixed.account = 12 })
  }

  /// What a newer schema has is passed over: its fields, and the names of its values.
  @Test(arguments: [
    (#"{"mixed":{"id":1,"level":"LEVEL_NEW","active":true}}"#, Greet_Level.unspecified),
    (#"{"mixed":{"id":1,"level":"","active":true}}"#, .unspecified),
    (#"{"mixed":{"id":1,"level":"level_low","active":true,"other":"LEVEL_LOW"}}"#, .unspecified),
    (#"{"mixed":{"id":1,"level":"LEVEL_LOW","active":true}}"#, .low),
    (#"{"mixed":{"id":1,"level":9,"active":true}}"#, .UNRECOGNIZED(9)),
  ])
  func `unknown names of values are ignored as SwiftProtobuf does`(
    text: String,
    level: Greet_Level
  ) throws {
    var options = JSONDecodingOptions()
    options.ignoreUnknownFields = true
    let theirs = try Greet_Payload(jsonUTF8Bytes: Array(text.utf8), options: options)
    #expect(read(text) == theirs)
    #expect(theirs.mixed.level == level && theirs.mixed.active)
  }

  @Test func `an unknown name of an inner message's value is ignored too`() throws {
    let text = #"{"orders":{"orders":[{"number":"1","urgency":"LEVEL_NEW","customer":"a"}]}}"#
    let order = try #require(read(text)?.orders.orders.first)
    #expect(order.urgency == .unspecified && order.number == 1 && order.customer == "a")
  }

  @Test func `original names are read beside those of JSON`() {
    let expected = Greet_Payload.with {
      $0.mixed.displayName = "a"
    }
    #expect(read(#"{"mixed":{"display_name":"a"}}"#) == expected)
    #expect(read(#"{"mixed":{"displayName":"a"}}"#) == expected)
    let price = Greet_Payload.with {
      $0.orders.orders = [.with { $0.items = [.with { $0.unitPrice = 2 }] }]
    }
    #expect(read(#"{"orders":{"orders":[{"items":[{"unit_price":"2"}]}]}}"#) == price)
  }

  @Test(arguments: [
    "", "null", "[]", "1", #"{"mixed":[]}"#, #"{"mixed":1}"#, #"{"greeting":1}"#,
    #"{"greeting":"a","greeting":"b"}"#, #"{"greeting":"a","text":"b"}"#,
    #"{"mixed":{"id":1,"id":1}}"#, #"{"mixed":{"displayName":"","display_name":""}}"#,
    #"{"mixed":{"id":2147483648}}"#, #"{"mixed":{"id":1.5}}"#, #"{"mixed":{"id":true}}"#,
    #"{"mixed":{"id":" 1"}}"#, #"{"mixed":{"revision":-1}}"#, #"{"mixed":{"active":"true"}}"#,
    #"{"mixed":{"active":1}}"#, #"{"mixed":{"level":"LEVEL_NONE}}"#, #"{"mixed":{"level":1.5}}"#,
    #"{"mixed":{"share":1e39}}"#, #"{"mixed":{"price":1e309}}"#, #"{"mixed":{"price":NaN}}"#,
    #"{"mixed":{"token":"a"}}"#, #"{"strings":{"values":["a",null]}}"#,
    #"{"strings":{"values":"a"}}"#, #"{"numbers":{"counts":[null]}}"#,
    #"{"orders":{"orders":[{"labels":{"a":"b","a":"c"}}]}}"#,
    #"{"orders":{"orders":[{"labels":{"a":null}}]}}"#, #"{"orders":{"orders":[null]}}"#,
    #"{"text":"\ud800"}"#, #"{"text":"a"} x"#, #"{"text":"a",}"#, #"{"nobody":nil}"#,
  ])
  func `a text that is no payload is refused`(text: String) {
    #expect(read(text) == nil)
  }

  @Test func `unknown members are passed over to the limit of levels`() {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(read("{\"other\":\(deep(99))}") == Greet_Payload())
    #expect(read("{\"other\":\(deep(100))}") == nil)
  }

  @Test(arguments: MessageFormat.allCases)
  func `greetings have their own JSON too`(format: MessageFormat) {
    let request = Greet_HelloRequest.with { $0.name = "Grüße, \"世界\"" }
    let bytes = MessageCodec.encode(request, format) ?? []
    #expect(MessageCodec.decode(Greet_HelloRequest.self, bytes.span, format) == request)
    if format == .json {
      #expect(String(decoding: bytes, as: UTF8.self) == #"{"name":"Grüße, \"世界\""}"#)
    }
    let empty = MessageCodec.encode(Greet_HelloResponse(), .json) ?? []
    #expect(String(decoding: empty, as: UTF8.self) == "{}")
  }

  @Test func `a caller that does not know the type gets the same JSON`() {
    func generic<M: Message>(_ message: M) -> [UInt8]? { MessageCodec.encode(message, .json) }
    func decoded<M: Message>(_ type: M.Type, _ bytes: [UInt8]) -> M? {
      MessageCodec.decode(type, bytes.span, .json)
    }
    let payload = Greet_Payload.with { $0.numbers.measures = [1e22] }
    #expect(generic(payload) == MessageCodec.encode(payload, .json))
    #expect(decoded(Greet_Payload.self, Array(#"{"text":"a","text":"b"}"#.utf8)) == nil)
    #expect(
      decoded(Grpc_Health_V1_HealthCheckRequest.self, Array(#"{"service":"a"}"#.utf8))?.service
        == "a"
    )
  }
}
