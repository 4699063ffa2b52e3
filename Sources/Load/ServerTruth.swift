import Statistics
import Transport

/// What the servers of a load say of it themselves: their counters before it and after it.
struct ServerTruth {
  /// A server's addresses, and how it is spoken to.
  typealias Place = (addresses: [SocketAddress], authority: String, tls: TLSClientOptions?)

  private let places: [Place]
  private let before: CounterProbe.Reading?

  /// Reads the counters before the load.
  ///
  /// - Parameters:
  ///   - places: The servers.
  ///   - isOffered: A server has said that it has counters; others are not asked.
  init(_ places: [Place], isOffered: Bool) {
    self.places = places
    before = isOffered ? Self.read(places) : nil
  }

  /// What was done since.
  ///
  /// - Returns: The counters, if all servers have any, and whether those at the beginning went
  ///   lost: a server ended, or was started anew.
  func after() -> (counters: ServerCounters?, areLost: Bool) {
    guard let before else { return (nil, false) }
    guard let after = Self.read(places), Set(after.keys) == Set(before.keys) else {
      return (nil, true)
    }
    var sum = ServerCounters()
    for (server, counters) in after {
      guard let earlier = before[server], let done = counters.since(earlier) else {
        return (nil, true)
      }
      sum.add(done)
    }
    return (sum, false)
  }

  /// Every address is asked, because a name can stand for several servers, and several addresses
  /// for one.
  private static func read(_ places: [Place]) -> CounterProbe.Reading? {
    var reading: CounterProbe.Reading = [:]
    for place in places {
      let answers = place.addresses.compactMap { address in
        CounterProbe.ask(address, authority: place.authority, place.tls)
      }
      guard !answers.isEmpty else { return nil }
      for answer in answers { reading.merge(answer) { $1 } }
    }
    return reading
  }
}
