import Testing

@testable import HTTP2

@Suite struct SettingsTests {
  @Test func `parameters take their places`() {
    var settings = Settings()
    let values: [(UInt16, UInt32)] = [(1, 0), (3, 7), (4, 0x7fff_ffff), (5, 16_777_215), (6, 9)]
    for (identifier, value) in values {
      let violation = settings.apply(identifier: identifier, value: value, from: .client)
      #expect(violation?.code == nil)
    }
    #expect(settings.headerTableSize == 0)
    #expect(settings.maxConcurrentStreams == 7)
    #expect(settings.initialWindowSize == 0x7fff_ffff)
    #expect(settings.maxFrameSize == 16_777_215)
    #expect(settings.maxHeaderListSize == 9)
  }

  @Test(arguments: [0, 7, 8, 0x10, 0xfe03, 0xffff] as [UInt16])
  func `an unknown parameter changes nothing`(identifier: UInt16) {
    var settings = Settings()
    let violation = settings.apply(identifier: identifier, value: .max, from: .server)
    #expect(violation?.code == nil)
    #expect(settings == Settings())
  }

  @Test(
    arguments: [
      (2, 2, .client, .protocolError), (2, 1, .server, .protocolError),
      (4, 0x8000_0000, .client, .flowControlError), (5, 16_383, .client, .protocolError),
      (5, 16_777_216, .server, .protocolError),
    ] as [(UInt16, UInt32, Role, ErrorCode)]
  )
  func `a value outside its range is refused`(
    identifier: UInt16,
    value: UInt32,
    sender: Role,
    code: ErrorCode
  ) {
    var settings = Settings()
    let violation = settings.apply(identifier: identifier, value: value, from: sender)
    #expect(violation?.code == code)
  }

  @Test func `only what differs from the initial values is sent`() {
    #expect(Settings().entries(role: .server).isEmpty)
    #expect(Settings().entries(role: .client).map(\.identifier) == [2])
    var settings = Settings()
    settings.headerTableSize = 0
    settings.maxConcurrentStreams = 1
    settings.initialWindowSize = 2
    settings.maxFrameSize = 20_000
    settings.maxHeaderListSize = 3
    let entries = settings.entries(role: .server)
    #expect(entries.map(\.identifier) == [1, 3, 4, 5, 6])
    #expect(entries.map(\.value) == [0, 1, 2, 20_000, 3])
  }
}
