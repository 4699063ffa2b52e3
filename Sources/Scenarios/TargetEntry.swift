/// One target as it was written: its address, and its weight if that was said.
struct TargetEntry: Equatable, Sendable {
  let address: Entry
  let weight: Entry?

  init(address: Entry, weight: Entry? = nil) {
    self.address = address
    self.weight = weight
  }

  /// Reads `127.0.0.1:50051=3`, the weight behind the last equals sign, or an address alone.
  init(_ entry: Entry) {
    let parts = entry.text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last, Self.isWeight(last) else {
      self.init(address: entry)
      return
    }
    let address = entry.text.dropLast(last.count + 1)
    self.init(
      address: Entry(String(address), subject: entry.subject),
      weight: Entry(
        String(last),
        subject: "\(entry.subject) \(Complaint.shown(entry.text)): weight"
      )
    )
  }

  /// Whatever could be meant as a number; a path may go on with something else.
  private static func isWeight(_ text: Substring) -> Bool {
    !text.contains { $0 == "/" || $0 == ":" }
  }

  func planned() throws(Complaint) -> PlannedTarget {
    var target = PlannedTarget(try Target(address))
    if let weight { target.weight = try weight.whole(in: 1...Limits.weight) }
    return target
  }
}
