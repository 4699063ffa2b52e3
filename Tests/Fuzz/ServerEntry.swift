import HTTP2

/// libFuzzer's entry: the input is what a client says after the preface.
@c(LLVMFuzzerTestOneInput)
public func fuzzServer(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  Player.play(.server, preface, UnsafeRawBufferPointer(start: data, count: size))
  return 0
}
