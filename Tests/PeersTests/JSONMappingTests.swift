import Bytes
import Foundation
import GreetService
import PayloadSamples
import Testing

extension PatientTests {
  /// Our JSON of payloads beside that of the Python protobuf package, both ways.
  @Suite struct JSONMappingTests {
    static let hasMessages = FileManager.default.isReadableFile(
      atPath: Peer.path(".build-peers/python/payload_pb2.py")
    )

    @Test(.enabled(if: Peer.hasPython && hasMessages, Comment(rawValue: Peer.noPython)))
    func `Python reads our JSON, and we all that it writes, a thousand times`() throws {
      let seed: UInt64 = 2026
      var source = SeededPayload(seed: seed)
      let payloads = (0..<1_000).map { _ in source.next() }
      let lines = try payloads.map { payload in
        let ours = try #require(MessageCodec.encode(payload, .json))
        let bytes = Data(try payload.comparable()).base64EncodedString()
        return "\(bytes) \(String(decoding: ours, as: UTF8.self))\n"
      }
      let end = try Program.run(Peer.script("json_mapping"), input: lines.joined())
      try #require(end.status == 0, "\(end.errors)")
      let answers = end.output.split(separator: "\n")
      try #require(answers.count == payloads.count)
      for (number, answer) in answers.enumerated() {
        let place = "seed \(seed), message \(number): \(answer.prefix(300))"
        guard !answer.hasPrefix("error") else {
          Issue.record("\(place)")
          continue
        }
        let meaning = try payloads[number].comparable()
        let texts = try JSONDecoder().decode([String].self, from: Data(answer.utf8))
        #expect(texts.count == 6)
        for text in texts {
          let read = MessageCodec.decode(Greet_Payload.self, Array(text.utf8).span, .json)
          #expect(try read?.comparable() == meaning, "\(place): \(text)")
        }
      }
    }
  }
}
