import ArgumentParser
import Results
import Scenarios

/// The options that say which runs are meant.
struct RunsOptions: ParsableArguments {
  @Option(help: .init("Folder of the runs; default: Results/Runs.", valueName: "folder"))
  var folder: String?

  @Option(help: .init("Only runs of this scenario.", valueName: "name"))
  var scenario: String?

  /// Where the runs are.
  var place: String { folder ?? Telling.runsFolder }

  /// The runs that are meant, the newest first.
  func runs() throws -> [KeptRun] {
    let runs: [KeptRun]
    do {
      runs = try KeptRun.all(in: place)
    } catch let failure as ResultFailure {
      throw Complaint("\(failure); give another folder with --folder")
    }
    guard let scenario else { return runs }
    return runs.filter { run in
      (try? run.document.get())?.scenarioName == scenario
    }
  }

  /// What is said where there are none.
  var nothing: String {
    let ofScenario = scenario.map { " of scenario \(Complaint.shown($0))" } ?? ""
    return "there are no runs\(ofScenario) in \(Complaint.shown(place))"
  }
}
