import CAllocations
import Statistics
import Testing
import Timing

/// Recording costs no memory from the allocator, from the first call on.
struct RecorderAllocationTests {
  @Test func `the allocations of a thread are counted`() {
    let before = grpcbench_allocations_of_this_thread()
    let histograms = (0..<10).map { LatencyHistogram([Nanoseconds($0)]) }
    #expect(grpcbench_allocations_of_this_thread() - before >= 10)
    #expect(histograms.count == 10)
  }

  @Test func `what never happens costs a recording no memory`() {
    let histogram = LatencyHistogram()
    let before = grpcbench_allocations_of_this_thread()
    let streams = StreamRecording()
    #expect(grpcbench_allocations_of_this_thread() == before)
    #expect(streams.gap == histogram)
  }

  @Test(arguments: [true, false])
  func `the recorder of a stream allocates nothing`(openLoop: Bool) {
    let start = Instant.at(0)
    var recorder = Recorder(
      window: start..<(start + .seconds(100)),
      interval: .seconds(100),
      openLoop: openLoop,
      phases: true,
      streams: true
    )
    let before = grpcbench_allocations_of_this_thread()
    // A range's iterator allocates in a debug build.
    var call = Int64(0)
    while call < 1_000 {
      call += 1
      let intended = start + .milliseconds(call)
      let started = openLoop ? intended + .microseconds(3) : intended
      var clock = PhaseClock(.sending, at: intended)
      recorder.offered(intended: intended)
      if openLoop { recorder.sent(intended: intended, couldStart: intended, started: started) }
      clock.await(.firstByte, at: started)
      clock.await(.firstMessage, at: started + .microseconds(100))
      clock.message(at: started + .microseconds(110))
      recorder.firstMessage(
        intended: intended,
        started: started,
        at: started + .microseconds(110)
      )
      clock.message(at: started + .microseconds(200))
      recorder.gap(.microseconds(90))
      recorder.roundTrip(intended: started, sent: nil, at: started + .microseconds(200))
      let ended = started + .microseconds(210 + call)
      clock.stop(at: ended)
      recorder.succeeded(intended: intended, started: started, ended: ended, phases: clock.times)
    }
    let allocations = grpcbench_allocations_of_this_thread() - before
    #expect(allocations == 0)
    #expect(recorder.finish().okCalls == 1_000)
  }

  @Test func `the recorder of a unary call allocates nothing`() {
    let start = Instant.at(0)
    var recorder = Recorder(
      window: start..<(start + .seconds(100)),
      interval: .seconds(100),
      openLoop: true,
      phases: true
    )
    let before = grpcbench_allocations_of_this_thread()
    // A range's iterator allocates in a debug build.
    var call = Int64(0)
    while call < 1_000 {
      call += 1
      let intended = start + .milliseconds(call)
      let started = intended + .microseconds(3)
      recorder.offered(intended: intended)
      recorder.sent(intended: intended, couldStart: intended, started: started)
      recorder.succeeded(intended: intended, started: started, ended: started + .microseconds(80))
    }
    let allocations = grpcbench_allocations_of_this_thread() - before
    #expect(allocations == 0)
    #expect(recorder.finish().okCalls == 1_000)
  }
}
