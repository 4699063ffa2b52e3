import Foundation
import Scenarios
import Testing

@Suite struct ScenarioLibraryTests {
  @Test(arguments: ["", "/Sources", "/Sources/Scenarios", "/Sources/Load/deep/er"])
  func `a scenario is found by name from anywhere inside the package`(place: String) throws {
    try withPackage { package in
      let library = ScenarioLibrary(workingDirectory: package + place, executable: nil)
      #expect(library.folders == [package + "/Scenarios"])
      #expect(library.names == ["busy", "quiet"])
      let plan = try library.scenario("quiet").plan()
      #expect(plan.seed == 7)
    }
  }

  @Test func `a scenario is found beside the executable's package from anywhere else`() throws {
    try withPackage { package in
      let library = ScenarioLibrary(
        workingDirectory: "/",
        executable: package + "/.build/debug/grpcbench"
      )
      let plan = try library.scenario("quiet").plan()
      #expect(plan.seed == 7)
    }
  }

  @Test func `a path needs no library`() throws {
    try withPackage { package in
      let scenario = try ScenarioLibrary(folders: []).scenario(package + "/Scenarios/quiet.yaml")
      let plan = try scenario.plan()
      #expect(plan.name == "quiet")
    }
  }

  @Test func `an unknown name gets near ones and the folders that were searched`() throws {
    try withPackage { package in
      let library = ScenarioLibrary(workingDirectory: package, executable: nil)
      expect(
        library,
        "quite",
        "scenario quite: none of that name in \(package)/Scenarios; did you mean quiet?"
      )
      expect(library, "zebra", "; there are busy, quiet")
      expect(library, "qui\net", "scenario \"qui\\net\": none of that name")
    }
  }

  @Test func `without any folder the complaint asks for a path`() {
    expect(ScenarioLibrary(folders: []), "unary", "give the path of a file: ./my.yaml")
  }

  @Test func `what is no readable scenario file says why`() throws {
    try withPackage { package in
      let library = ScenarioLibrary(folders: [])
      expect(library, package + "/none.yaml", "there is no file \(package)/none.yaml to be seen")
      expect(library, package + "/Scenarios", "is a folder; give one of the files in it")
      expect(library, "/dev/zero", "/dev/zero is not a regular file")
      let large = package + "/large.yaml"
      try Data(repeating: UInt8(ascii: "#"), count: (1 << 22) + 1).write(
        to: URL(fileURLWithPath: large)
      )
      expect(library, large, "the file is larger than 4 MiB")
      let latin = package + "/latin.yaml"
      try Data([0x6e, 0xfc, 0x0a]).write(to: URL(fileURLWithPath: latin))
      expect(library, latin, "the file is not UTF-8 text")
    }
  }

  @Test func `every scenario of this package has a plan and says what it is for`() throws {
    let library = ScenarioLibrary(workingDirectory: #filePath, executable: nil)
    #expect(
      library.names == [
        "bidi-flood", "bidi-pingpong", "churn", "client-streaming", "connect-storm", "deadlines",
        "faulty-server", "keepalive", "large-messages", "many-connections", "mixed",
        "paced-stream", "protobuf-vs-json", "server-streaming", "slow-reader", "slow-server",
        "soak", "unary", "unary-open-loop", "unary-saturation",
      ]
    )
    for name in library.names {
      let plan = try library.scenario(name).plan()
      #expect(plan.name == name)
      #expect(!plan.description.isEmpty && plan.description.count < 90)
    }
  }

  private func expect(_ library: ScenarioLibrary, _ name: String, _ reason: String) {
    let complaint = #expect(throws: Complaint.self) { try library.scenario(name) }
    let message = complaint?.description ?? ""
    #expect(message.contains(reason) && !message.contains("\n"), "\(message)")
  }

  /// A package with two scenarios, and with sources in a folder that is also called so.
  private func withPackage(_ body: (String) throws -> Void) throws {
    let files = FileManager.default
    let package = files.temporaryDirectory.path + "/library-\(UUID().uuidString)"
    for folder in ["/Scenarios", "/Sources/Scenarios", "/Sources/Load/deep/er"] {
      try files.createDirectory(atPath: package + folder, withIntermediateDirectories: true)
    }
    defer { try? files.removeItem(atPath: package) }
    let contents = [
      "/Scenarios/quiet.yaml": "seed: 7", "/Scenarios/busy.yaml": "streams: 9",
      "/Scenarios/notes.txt": "", "/Sources/Scenarios/Plan.swift": "",
    ]
    for (path, text) in contents {
      try Data(text.utf8).write(to: URL(fileURLWithPath: package + path))
    }
    try body(package)
  }
}
