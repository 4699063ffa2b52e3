import Timing

/// What is left of a connection's allowances.
///
/// Nothing is kept up to date: what time and merit have given since is added when something is
/// taken. So a connection without nuisances costs nothing, neither memory nor work.
struct Patience {
  private struct Account {
    var left: Int
    /// What was earned when `left` was last added to.
    var earned: Int
    var since: Instant
  }

  private var accounts: [Account?] = []

  /// Takes one of an allowance.
  ///
  /// - Returns: Whether there was one to take.
  mutating func take(
    _ nuisance: Nuisance,
    _ allowance: Allowance,
    earned: Int,
    now: Instant
  ) -> Bool {
    if accounts.isEmpty { accounts = [Account?](repeating: nil, count: Nuisance.count) }
    var account =
      accounts[nuisance.rawValue]
      ?? Account(left: allowance.burst, earned: earned, since: now)
    defer { accounts[nuisance.rawValue] = account }
    if account.left <= 0 || now > account.since {
      account.left += earned - account.earned
      account.earned = earned
      let given = Self.given(allowance.perSecond, account.since, now)
      if given > 0 {
        account.left += given
        account.since = now
      }
      account.left = min(account.left, allowance.burst)
    }
    guard account.left > 0 else { return false }
    account.left -= 1
    return true
  }

  /// What time has given, in whole ones.
  private static func given(_ perSecond: Int, _ since: Instant, _ now: Instant) -> Int {
    // A day is enough to fill any allowance, and keeps the product small.
    let length = min((now - since).count, 86_400_000_000_000)
    return Int(Double(length) * Double(perSecond) / 1e9)
  }
}
