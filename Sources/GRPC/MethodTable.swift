import Bytes

/// The methods that a server knows, found by their `:path`.
///
/// A handful of paths are compared one after the other, by length and then by bytes: no hash, no
/// string, nothing to allocate.
public struct MethodTable: Sendable {
  /// All paths, end to end.
  private let bytes: [UInt8]
  /// Where each path ends in `bytes`.
  private let ends: [Int]
  /// A path outside gRPC that is answered as plain HTTP, such as for a conformance tool.
  let plainRoute: [UInt8]?

  /// Makes a table of paths such as `/greet.Greeter/SayHello`, whose order gives the indices.
  public init(paths: [String], plainRoute: String? = nil) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for path in paths {
      precondition(path.hasPrefix("/"), "the method path \(path) does not begin with a slash")
      bytes += path.utf8
      ends.append(bytes.count)
    }
    precondition(Set(paths).count == paths.count, "a method path is there twice in \(paths)")
    self.bytes = bytes
    self.ends = ends
    self.plainRoute = plainRoute.map { [UInt8]($0.utf8) }
  }

  public var count: Int { ends.count }

  /// The index of the method with this path; nil when the server has none.
  public func index(of path: Span<UInt8>) -> Int? {
    let bytes = bytes.span
    var start = 0
    for method in ends.indices {
      let end = ends[method]
      // The length is compared before a byte is: most paths differ there.
      if end - start == path.count, bytes.extracting(start..<end).equals(path) { return method }
      start = end
    }
    return nil
  }
}
