/// A fixed number of values that own their places: what an array is without its copies and checks
/// for them.
public struct Row<Element: ~Copyable>: ~Copyable {
  @usableFromInline let elements: UnsafeMutablePointer<Element>
  public let count: Int

  /// Makes each value from its place: 0, 1, 2 and so on.
  public init(count: Int, _ make: (Int) -> Element) {
    precondition(count > 0, "a row of \(count) values")
    self.count = count
    elements = .allocate(capacity: count)
    for index in 0..<count { (elements + index).initialize(to: make(index)) }
  }

  deinit {
    elements.deinitialize(count: count)
    elements.deallocate()
  }

  @inlinable
  public var indices: Range<Int> { 0..<count }

  @inlinable
  public subscript(index: Int) -> Element {
    unsafeAddress {
      precondition(index >= 0 && index < count, "place \(index) of \(count)")
      return UnsafePointer(elements + index)
    }
    unsafeMutableAddress {
      precondition(index >= 0 && index < count, "place \(index) of \(count)")
      return elements + index
    }
  }
}
