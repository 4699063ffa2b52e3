import Testing
import Transport

@Suite struct LoopThreadTests {
  @Test func `a thread hands over its outcome when it is joined`() throws {
    let thread = try LoopThread { (1...100).reduce(0, +) }
    #expect(thread.join() == 5050)
  }

  @Test func `many threads each have their own outcome`() throws {
    let threads = try (0..<20).map { index in try LoopThread { [index] } }
    #expect(threads.flatMap { $0.join() } == Array(0..<20))
  }
}
