import Statistics
import Transport

/// What the servers of a load say of it themselves: their counters before it and after it.
struct ServerTruth {
  /// The servers, with the addresses at which they have answered.
  private var places: [Destination]
  private let before: CounterProbe.Reading?

  /// Reads the counters before the load.
  ///
  /// - Parameters:
  ///   - places: The servers; those behind a proxy are not asked.
  ///   - isOffered: A server has said that it has counters, or could not say so yet; others are
  ///     not looked at.
  init(_ places: [Destination], isOffered: Bool) {
    self.places = places
    let isDirect = places.allSatisfy { $0.tunnel == nil }
    before = isOffered && isDirect ? Self.read(&self.places) : nil
  }

  /// What was done since.
  ///
  /// - Returns: The counters, if all servers have any, and whether those at the beginning went
  ///   lost: a server ended, or was started anew.
  func after() -> (counters: ServerCounters?, areLost: Bool) {
    guard let before else { return (nil, false) }
    var places = places
    guard let after = Self.read(&places), Set(after.keys) == Set(before.keys) else {
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

  /// Asks every address: a name can stand for several servers, and several addresses for one.
  ///
  /// Those that do not answer are left out of the places, because each takes its time.
  private static func read(_ places: inout [Destination]) -> CounterProbe.Reading? {
    var reading: CounterProbe.Reading = [:]
    for index in places.indices {
      let place = places[index]
      places[index].addresses = place.addresses.filter { address in
        let answer = CounterProbe.ask(address, authority: place.authority, place.tlsOfHTTP2)
        if let answer { reading.merge(answer) { $1 } }
        return answer != nil
      }
      guard !places[index].addresses.isEmpty else { return nil }
    }
    return reading
  }
}

extension Destination {
  /// How it is asked for its counters, which are read over HTTP/2 whatever the calls go over.
  fileprivate var tlsOfHTTP2: TLSClientOptions? {
    var options = tls
    options?.protocols = ["h2"]
    return options
  }
}
