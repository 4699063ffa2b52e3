import HTTP2

/// libFuzzer's entry: the input is what a server says to a client that has eight calls under way.
@c(LLVMFuzzerTestOneInput)
public func fuzzClient(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  Player.play(.client, [], UnsafeRawBufferPointer(start: data, count: size))
  return 0
}
