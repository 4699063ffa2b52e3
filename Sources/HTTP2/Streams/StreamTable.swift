/// The open streams of one connection: found by identifier, kept in slots.
///
/// Client streams are consecutive odd numbers, so `(id >> 1) & mask` is a place of their own: the
/// table is a ring. A client skips the identifiers whose place an older stream still holds; on a
/// server, where the peer chooses, such a stream is found by a dictionary, whose hashes the peer
/// cannot know. So no choice makes a look-up long.
struct StreamTable: ~Copyable {
  private struct Place {
    /// The identifier of a place without a stream: no frame can carry it, as they can carry 0.
    static let free = UInt32.max

    var id: UInt32
    var slot: UInt32
  }

  /// Streams that may be open at once.
  let limit: Int
  private(set) var count = 0
  private var capacity = 0
  private var places: UnsafeMutablePointer<Place>
  private var mask: UInt32 = 0
  /// The slots of streams whose place was taken.
  private var displaced: [UInt32: UInt32] = [:]
  private var records: UnsafeMutablePointer<StreamRecord>
  /// Slots that are free, the most recently used on top so that it is still in the cache.
  private var free: UnsafeMutablePointer<UInt32>

  init(limit: Int) {
    precondition(limit > 0, "a table for \(limit) streams")
    self.limit = limit
    // One free place, so that nothing is found; the rest is for the first stream to take.
    places = .allocate(capacity: 1)
    places.initialize(to: Place(id: Place.free, slot: 0))
    records = .allocate(capacity: 1)
    free = .allocate(capacity: 1)
  }

  deinit {
    places.deallocate()
    records.deallocate()
    free.deallocate()
  }

  var isFull: Bool { count == limit }

  /// The slot of an open stream.
  @inline(__always)
  func find(_ id: UInt32) -> UInt32? {
    findInPlace(id) ?? Self.find(id, in: displaced)
  }

  /// The same without the streams that are displaced, of which a client has none.
  @inline(__always)
  func findInPlace(_ id: UInt32) -> UInt32? {
    let place = places[Int((id >> 1) & mask)]
    return place.id == id ? place.slot : nil
  }

  // Static, because a call with `self` would copy the whole table to the stack first: 9 of the 215
  // instructions of an answer.
  @inline(never)
  private static func find(_ id: UInt32, in displaced: [UInt32: UInt32]) -> UInt32? {
    displaced.isEmpty ? nil : displaced[id]
  }

  /// Whether a new stream would be displaced by an older one.
  @inline(__always)
  func isTaken(_ id: UInt32) -> Bool {
    places[Int((id >> 1) & mask)].id != Place.free
  }

  /// The record in a slot; the pointer is good until the next insertion.
  @inline(__always)
  func record(_ slot: UInt32) -> UnsafeMutablePointer<StreamRecord> {
    records + Int(slot)
  }

  /// Adds a stream; the table must not be full.
  @inline(__always)
  mutating func insert(_ record: StreamRecord) -> UInt32 {
    precondition(count < limit, "a stream beyond the limit of \(limit)")
    if count == capacity { resize(to: min(max(8, capacity * 2), limit)) }
    let slot = free[capacity - count - 1]
    count += 1
    records[Int(slot)] = record
    place(record.id, slot)
    return slot
  }

  /// Removes an open stream.
  @inline(__always)
  mutating func remove(_ slot: UInt32) {
    let id = records[Int(slot)].id
    records[Int(slot)].id = 0
    count -= 1
    free[capacity - count - 1] = slot
    let place = Int((id >> 1) & mask)
    if places[place].id == id {
      places[place].id = Place.free
    } else {
      Self.remove(id, from: &displaced)
    }
  }

  @inline(never)
  private static func remove(_ id: UInt32, from displaced: inout [UInt32: UInt32]) {
    displaced[id] = nil
  }

  /// Visits all open streams, in no order; the body may not insert or remove.
  func forEach(_ body: (UInt32, UnsafeMutablePointer<StreamRecord>) -> Void) {
    for slot in 0..<capacity where records[slot].id != 0 {
      body(UInt32(slot), records + slot)
    }
  }

  /// The identifiers of the open streams above `id`, in their order.
  func identifiers(above id: UInt32) -> [UInt32] {
    (0..<capacity).map { records[$0].id }.filter { $0 > id }.sorted()
  }

  private mutating func place(_ id: UInt32, _ slot: UInt32) {
    let index = Int((id >> 1) & mask)
    if places[index].id == Place.free {
      places[index] = Place(id: id, slot: slot)
    } else {
      Self.add(id, slot, to: &displaced)
    }
  }

  @inline(never)
  private static func add(_ id: UInt32, _ slot: UInt32, to displaced: inout [UInt32: UInt32]) {
    displaced[id] = slot
  }

  private mutating func resize(to newCapacity: Int) {
    let newRecords = UnsafeMutablePointer<StreamRecord>.allocate(capacity: newCapacity)
    newRecords.initialize(from: records, count: capacity)
    for slot in capacity..<newCapacity {
      newRecords[slot] = StreamRecord(id: 0, user: 0, sendWindow: 0, receiveWindow: 0)
    }
    records.deallocate()
    records = newRecords

    // All old slots are taken when the table grows, so only the new ones are free.
    free.deallocate()
    free = .allocate(capacity: newCapacity)
    for index in 0..<(newCapacity - capacity) {
      free[index] = UInt32(newCapacity - 1 - index)
    }
    let placeCount = 2 << (Int.bitWidth - (newCapacity - 1).leadingZeroBitCount)
    places.deallocate()
    places = .allocate(capacity: placeCount)
    places.initialize(repeating: Place(id: Place.free, slot: 0), count: placeCount)
    mask = UInt32(placeCount - 1)
    let used = capacity
    capacity = newCapacity
    displaced = [:]
    for slot in 0..<used where records[slot].id != 0 {
      place(records[slot].id, UInt32(slot))
    }
  }
}
