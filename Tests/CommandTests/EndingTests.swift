import Scenarios
import Testing

@testable import grpcbench

@Suite struct EndingTests {
  @Test(arguments: [
    (["--conections", "1"], "Unknown option '--conections'"),
    (["--scenario"], "Missing value for '--scenario"),
    (["run", "--scenario", "unary", "extra"], "Unexpected argument 'extra'"),
    (["report"], "Missing expected argument '<result> ...'"),
    (["report", "x.json", "--format", "pdf"], "'pdf' is invalid"),
    (["report", "/none/result.json"], "reading /none/result.json: there is no such file"),
    (["serve", "--listen", "localhost"], "serve: --listen localhost has no port"),
    (["serve", "--threads", "0"], "serve: --threads 0 is below 1; give 1 to 1024"),
    (["serve", "--max-concurrent-streams", "many"], "serve: --max-concurrent-streams many is not"),
    (["--scenario", "/none.yaml"], "scenario /none.yaml: there is no file /none.yaml"),
    ([], "no scenario was named; try grpcbench --scenario unary"),
  ])
  func `a wrong command line ends with 2 and one line`(arguments: [String], reason: String) {
    let ending = GRPCBench.ending(of: arguments)
    #expect(ending.exitCode == .usage)
    #expect(ending.answer == nil)
    let line = ending.complaint ?? ""
    #expect(line.hasPrefix("grpcbench: ") && line.contains(reason), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test func `help is an answer and shows the line that people type`() throws {
    let ending = GRPCBench.ending(of: ["--help"])
    #expect(ending.exitCode == .fine)
    #expect(ending.complaint == nil)
    let help = try #require(ending.answer)
    #expect(help.contains("grpcbench --scenario unary  "))
    #expect(help.contains("4  the measurement is invalid"))
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `the version is an answer`() {
    #expect(GRPCBench.ending(of: ["--version"]).answer == "grpcbench \(Version.current)")
  }

  @Test func `a failure brings its own exit code and says why`() {
    let ending = Ending(Failure("scenario unary: it is invalid", exitCode: .invalid))
    #expect(ending.exitCode == .invalid)
    #expect(ending.answer == nil)
    #expect(ending.complaint == "grpcbench: scenario unary: it is invalid")
  }

  @Test func `a complaint is one line of mere text, whatever a file or a peer has put in it`() {
    let hostile = "\u{1B}[2J two\nlines " + String(repeating: "long", count: 10_000)
    for error in [Failure(hostile) as any Error, Complaint(hostile)] {
      let line = Ending(error).complaint ?? ""
      #expect(line.hasPrefix("grpcbench: [2J two lines long") && line.utf8.count < 5_000)
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test func `a run that cannot go on has failed and says why`() {
    let ending = Ending(Failure("scenario unary: the target is gone; start it"))
    #expect(ending.exitCode == .failed)
    #expect(ending.complaint == "grpcbench: scenario unary: the target is gone; start it")
  }
}
