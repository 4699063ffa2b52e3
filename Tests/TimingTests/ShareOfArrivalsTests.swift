import Testing
import Timing

@Suite struct ShareOfArrivalsTests {
  @Test(arguments: ArrivalProcess.allCases, [1, 2, 4, 7])
  func `the shares of any number of workers are together the one schedule`(
    process: ArrivalProcess,
    workers: Int
  ) throws {
    let arrivals = Arrivals(
      process,
      rate: try Rate(text: "12345.678"),
      start: Instant(nanoseconds: 17),
      seed: 5
    )
    var whole = arrivals
    var shares = (0..<workers).map {
      ShareOfArrivals(of: arrivals, worker: $0, workers: workers)
    }
    var different = 0
    for index in 0..<20_000 where shares[index % workers].next() != whole.next() {
      different += 1
    }
    #expect(different == 0)
  }

  @Test func `a worker beyond the number of workers is a bug`() async {
    await #expect(processExitsWith: .failure) {
      let arrivals = Arrivals(
        .constant,
        rate: try Rate(text: "1"),
        start: Instant(nanoseconds: 0),
        seed: 1
      )
      _ = ShareOfArrivals(of: arrivals, worker: 2, workers: 2)
    }
  }
}
