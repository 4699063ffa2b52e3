/// Noncopyable values in numbered places that are used again, each with its generation.
///
/// The generation counts the values that a place has held, so that news for an old one is
/// recognized.
public struct Slots<Element: ~Copyable>: ~Copyable {
  @usableFromInline var elements: UnsafeMutablePointer<Element>
  @usableFromInline var generations: [UInt32] = []
  @usableFromInline var isUsed: [Bool] = []
  @usableFromInline var free: [Int] = []
  @usableFromInline var capacity: Int

  @usableFromInline var taken = 0

  /// Places that are taken.
  @inlinable
  public var count: Int { taken }

  public init() {
    capacity = 4
    elements = .allocate(capacity: 4)
  }

  deinit {
    for index in isUsed.indices where isUsed[index] {
      (elements + index).deinitialize(count: 1)
    }
    elements.deallocate()
  }

  /// The places there are, used or not.
  @inlinable
  public var indices: Range<Int> { isUsed.indices }

  @inlinable
  public func contains(_ index: Int) -> Bool { isUsed.indices.contains(index) && isUsed[index] }

  /// The generation of the value in a place, or of the last one that it held.
  @inlinable
  public func generation(_ index: Int) -> UInt32 { generations[index] }

  /// Whether a place still holds the value that it held at a generation.
  @inlinable
  public func contains(_ index: Int, generation: UInt32) -> Bool {
    contains(index) && generations[index] == generation
  }

  @inlinable
  public subscript(index: Int) -> Element {
    _read {
      precondition(contains(index), "slot \(index) is empty")
      yield elements[index]
    }
    _modify {
      precondition(contains(index), "slot \(index) is empty")
      yield &elements[index]
    }
  }

  /// Puts a value into a free place.
  @inlinable
  public mutating func insert(_ element: consuming Element) -> Int {
    taken += 1
    if let index = free.popLast() {
      (elements + index).initialize(to: element)
      generations[index] &+= 1
      isUsed[index] = true
      return index
    }
    let index = isUsed.count
    if index == capacity { grow() }
    (elements + index).initialize(to: element)
    isUsed.append(true)
    generations.append(0)
    return index
  }

  /// Ends the value in a place.
  @inlinable
  public mutating func remove(_ index: Int) {
    precondition(contains(index), "slot \(index) is empty")
    (elements + index).deinitialize(count: 1)
    isUsed[index] = false
    free.append(index)
    taken -= 1
  }

  @usableFromInline
  mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: elements, count: capacity)
    elements.deallocate()
    elements = larger
    capacity *= 2
  }
}
