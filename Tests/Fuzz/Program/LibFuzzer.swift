import FuzzEntries
import Glibc

/// The entry that the environment names: one program is all of them.
private let entry: Entry = {
  let name = getenv("FUZZ_ENTRY").map { String(cString: $0) } ?? ""
  guard let entry = Entry(rawValue: name) else {
    let names = Entry.allCases.map(\.rawValue).joined(separator: ", ")
    preconditionFailure("FUZZ_ENTRY is \"\(name)\" and not one of \(names)")
  }
  return entry
}()

/// What libFuzzer calls with each of its inputs.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  entry.play(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
