import Transport

/// Channels in the order in which they began to serve; those that are gone are still among them.
struct Seniority {
  private var tokens: [Token] = []
  private var head = 0

  mutating func append(_ token: Token) {
    tokens.append(token)
  }

  /// The one that has served longest.
  var oldest: Token? { head < tokens.count ? tokens[head] : nil }

  mutating func removeOldest() {
    head += 1
    // What is behind the head goes once it is half of the whole, so a removal stays cheap.
    if head * 2 >= tokens.count {
      tokens.removeFirst(head)
      head = 0
    }
  }
}
