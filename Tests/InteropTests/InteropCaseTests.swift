import GRPC
import ReferenceServer
import Testing
import Timing
import Transport

@testable import Interop

/// Every case against servers that are right, and against one that is wrong.
@Suite(.serialized) struct InteropCaseTests {
  /// A case, a server that must not pass it, and what the case says about it.
  struct Trial: Sendable, CustomTestStringConvertible {
    let name: String
    let guests: GuestServices
    let complaint: String

    init(_ name: String, _ guests: GuestServices, _ complaint: String) {
      self.name = name
      self.guests = guests
      self.complaint = complaint
    }

    init(_ name: String, _ method: TestMethod, _ act: Saboteur.Act, _ complaint: String) {
      self.init(name, Saboteur.service(method, act), complaint)
    }

    var testDescription: String { "\(name): \(guests.name)" }
  }

  private static let broken = Status(.internal, "broken")
  /// A message with a field that no message of the tests has, 15, of 1 byte.
  private static let strange: [UInt8] = [0x7a, 1, 0]

  private static let usualTrials = [
    Trial("empty_unary", .emptyCall, .messages(strange), "the response"),
    Trial("empty_unary", .emptyCall, .oneLess, "the number of responses"),
    Trial("large_unary", .unaryCall, .messages([]), "the payload's bytes to be 314159, got 0"),
    Trial("large_unary", .unaryCall, .messages([0xff]), "no grpc.testing.SimpleResponse"),
    Trial("concurrent_large_unary", .unaryCall, .status(broken), "call 1 of 5 to end with OK"),
    Trial("client_compressed_unary", .unaryCall, .status(.ok), "the probe to be INVALID_ARGUMENT"),
    Trial("client_compressed_unary", .unaryCall, .refusal(Status(.invalidArgument)), "compressed"),
    Trial("server_compressed_unary", .unaryCall, .compressed(false), "compressed flag"),
    Trial("server_compressed_unary", .unaryCall, .compressed(true), "compressed flag"),
    Trial("client_compressed_streaming", .streamingInputCall, .status(.ok), "the probe"),
    Trial("server_compressed_streaming", .streamingOutputCall, .compressed(true), "flags"),
    Trial("server_compressed_streaming", .streamingOutputCall, .compressed(false), "flags"),
    Trial("client_streaming", .streamingInputCall, .messages([8, 1]), "sum of the payloads"),
    Trial("server_streaming", .streamingOutputCall, .oneLess, "the payloads' bytes"),
    Trial("server_streaming", .streamingOutputCall, .twice, "the payloads' bytes"),
    Trial("server_streaming", .streamingOutputCall, .endless, "got RESOURCE_EXHAUSTED: the server"),
    Trial("ping_pong", .fullDuplexCall, .twice, "the payload's bytes to be 9, got 31415"),
    Trial("ping_pong", .fullDuplexCall, .oneMore, "expected no more responses"),
    Trial("ping_pong", .fullDuplexCall, .status(broken), "INTERNAL: broken"),
    Trial("empty_stream", .fullDuplexCall, .oneMore, "expected no more responses"),
    Trial("empty_stream", .fullDuplexCall, .status(broken), "INTERNAL: broken"),
    Trial("custom_metadata", .unaryCall, .noInitialMetadata, "initial metadata of UnaryCall"),
    Trial("custom_metadata", .unaryCall, .noTrailingMetadata, "trailing metadata of UnaryCall"),
    Trial("custom_metadata", .fullDuplexCall, .noInitialMetadata, "metadata of FullDuplexCall"),
    Trial("custom_metadata", .fullDuplexCall, .noTrailingMetadata, "metadata of FullDuplexCall"),
    Trial("status_code_and_message", .unaryCall, .status(Status(.unknown)), "of UnaryCall"),
    Trial("status_code_and_message", .fullDuplexCall, .status(broken), "of FullDuplexCall"),
    Trial("special_status_message", .unaryCall, .status(Status(.unknown, "test")), "the status"),
    Trial("unimplemented_method", Saboteur.service(with: MissingMethod.ofTestService), "got OK"),
    Trial("unimplemented_service", Saboteur.service(with: MissingMethod.ofNoService), "got OK"),
    Trial("cancel_after_begin", Saboteur.service(without: .streamingInputCall), "CANCELLED"),
    Trial("cancel_after_first_response", .fullDuplexCall, .messages([]), "payload's bytes"),
    Trial("cancel_after_first_response", .emptyCall, .status(broken), "after a call was cancelled"),
    Trial("timeout_on_sleeping_server", .fullDuplexCall, .refusal(.ok), "DEADLINE_EXCEEDED"),
    Trial("rpc_soak", .unaryCall, .status(broken), "3 of 3 calls failed, the first so"),
    Trial("channel_soak", .unaryCall, .messages([]), "3 of 3 calls failed, the first so"),
    Trial("long_lived_channel", .unaryCall, .goAway, "the number of connections"),
    Trial("long_lived_channel", .unaryCall, .status(broken), "3 of 3 calls failed"),
  ]

  private static let negativeTrials = [
    Trial("goaway", TestService.guests(), "waited in vain for GOAWAY"),
    Trial("goaway", .unaryCall, .status(broken), "the first call"),
    Trial("rst_after_header", TestService.guests(), "the call to be INTERNAL, got OK"),
    Trial("rst_during_data", TestService.guests(), "the call to be INTERNAL, got OK"),
    Trial("rst_after_data", TestService.guests(), "the call to be INTERNAL, got OK"),
    Trial("ping", TestService.guests(.resetDuringData), "expected the call to end with OK"),
    Trial("max_streams", TestService.guests(), "the server's limit of streams"),
  ]

  /// Short, but for the time that decides what `timeout_on_sleeping_server` finds.
  private static let settings = {
    var settings = InteropSettings()
    settings.timeLimit = .seconds(30)
    settings.timeout = .seconds(30)
    settings.concurrentCalls = 5
    settings.iterations = 3
    settings.mostLatency = .seconds(30)
    settings.idleInterval = .milliseconds(1)
    settings.farewellLimit = .milliseconds(50)
    return settings
  }()

  private func play(
    _ name: String,
    _ guests: GuestServices?,
    _ misbehaviour: Misbehaviour? = nil,
    _ settings: InteropSettings = settings
  ) throws -> InteropFailure? {
    let testCase = try #require(InteropCase.all.first { $0.name == name })
    var options = ServerOptions()
    options.guests = guests
    misbehaviour?.adapt(&options)
    let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    let server = try ReferenceServer(at: address, options: options)
    let target = InteropTarget(server.address)
    let outcome = testCase.play(target, settings)
    #expect(outcome.name == name)
    _ = try server.stop()
    return outcome.failure
  }

  @Test(arguments: InteropCase.usual.map(\.name))
  func `a server that is right passes`(name: String) throws {
    var settings = Self.settings
    settings.timeout = .milliseconds(1)
    #expect(try play(name, TestService.guests(), nil, settings) == nil)
  }

  @Test(arguments: InteropCase.negative.compactMap(\.misbehaviour))
  func `our client copes with each misbehaviour`(misbehaviour: Misbehaviour) throws {
    let guests = TestService.guests(misbehaviour)
    #expect(try play(misbehaviour.rawValue, guests, misbehaviour) == nil)
  }

  @Test(arguments: usualTrials + negativeTrials)
  func `a server that is wrong does not pass`(trial: Trial) throws {
    let failure = try play(trial.name, trial.guests)
    #expect(
      failure?.description.contains(trial.complaint) == true,
      "\(String(describing: failure))"
    )
    #expect(failure?.description.contains("\n") == false)
  }

  @Test func `every case has a server that does not pass it`() {
    let names = InteropCase.all.map(\.name)
    #expect(Set(names) == Set((Self.usualTrials + Self.negativeTrials).map(\.name)))
    #expect(Set(names).count == names.count)
    let misbehaviours = InteropCase.negative.compactMap(\.misbehaviour)
    #expect(misbehaviours == Misbehaviour.allCases)
    #expect(misbehaviours.map(\.rawValue) == InteropCase.negative.map(\.name))
  }

  @Test func `failures of a soak may be forgiven, and its calls must not last too long`() throws {
    var settings = Self.settings
    settings.mostFailures = 3
    let service = Saboteur.service(.unaryCall, .status(Self.broken))
    #expect(try play("rpc_soak", service, nil, settings) == nil)
    settings.mostFailures = 0
    settings.mostLatency = .zero
    let failure = try play("rpc_soak", TestService.guests(), nil, settings)
    #expect(failure?.description.contains("the time of call 1") == true)
  }

  @Test func `a soak has a time limit of its own`() throws {
    let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    let silent = try Listener(address, sharesPort: false)
    var settings = Self.settings
    settings.timeLimit = .seconds(3_600)
    settings.soakTimeLimit = .milliseconds(50)
    for testCase in InteropCase.usual where testCase.isSoak {
      let outcome = testCase.play(InteropTarget(silent.address), settings)
      let failure = outcome.failure?.description
      #expect(failure?.contains("waited in vain for the server's SETTINGS") == true)
      #expect(outcome.time < .seconds(60))
    }
    #expect(InteropCase.all.count { $0.isSoak } == 3)
    silent.stop()
  }

  @Test func `no server, and one that says nothing, are one line`() throws {
    let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    let silent = try Listener(address, sharesPort: false)
    let target = InteropTarget(
      addresses: [silent.address],
      place: "127.0.0.1:7",
      authority: "silent.example"
    )
    var settings = Self.settings
    settings.timeLimit = .milliseconds(50)
    let testCase = try #require(InteropCase.all.first)
    let waited = testCase.play(target, settings).failure?.description
    #expect(waited?.contains("waited in vain for the server's SETTINGS") == true, "\(waited ?? "")")
    #expect(waited?.hasSuffix("is it a gRPC port, and does it want TLS (--tls)?") == true)
    silent.stop()
    let refused = testCase.play(target, settings).failure?.description
    #expect(refused?.hasPrefix("cannot connect to 127.0.0.1:7: ") == true, "\(refused ?? "")")
    #expect(refused?.contains("refused; is the server running") == true, "\(refused ?? "")")
  }
}

extension InteropTarget {
  /// A server of this process.
  init(_ address: SocketAddress) {
    self.init(addresses: [address], place: "self", authority: "localhost")
  }
}
