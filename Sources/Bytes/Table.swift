/// Small values in numbered places, found by number alone; the last place left is the next one
/// taken.
///
/// The table owns its memory, so a place is a load away: arrays in its stead cost a call 60
/// instructions of uniqueness checks alone.
public struct Table<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var elements: UnsafeMutablePointer<Element>
  @usableFromInline var free: UnsafeMutablePointer<UInt32>
  @usableFromInline var capacity: Int
  @usableFromInline var taken = 0

  /// Places that are taken.
  @inlinable
  public var count: Int { taken }

  @inlinable
  public init(capacity: Int = 16) {
    precondition(capacity > 0, "a table with \(capacity) places")
    self.capacity = capacity
    elements = .allocate(capacity: capacity)
    free = .allocate(capacity: capacity)
    for index in 0..<capacity { free[index] = UInt32(capacity - 1 - index) }
  }

  deinit {
    elements.deallocate()
    free.deallocate()
  }

  /// The value in a place that is taken.
  @inlinable
  public subscript(index: UInt32) -> Element {
    unsafeAddress {
      precondition(Int(index) < capacity, "place \(index) of \(capacity)")
      return UnsafePointer(elements + Int(index))
    }
    unsafeMutableAddress {
      precondition(Int(index) < capacity, "place \(index) of \(capacity)")
      return elements + Int(index)
    }
  }

  /// Takes a place.
  @inlinable
  public mutating func insert(_ element: Element) -> UInt32 {
    if count == capacity { grow() }
    let index = free[capacity - count - 1]
    taken += 1
    (elements + Int(index)).initialize(to: element)
    return index
  }

  /// Leaves a place.
  @inlinable
  public mutating func remove(_ index: UInt32) {
    precondition(count > 0 && Int(index) < capacity, "place \(index) is not taken")
    taken -= 1
    free[capacity - count - 1] = index
  }

  @usableFromInline
  mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: elements, count: capacity)
    elements.deallocate()
    elements = larger
    free.deallocate()
    free = .allocate(capacity: capacity * 2)
    // All old places are taken, so the free ones are the new ones.
    for index in 0..<capacity { free[index] = UInt32(capacity * 2 - 1 - index) }
    capacity *= 2
  }
}
