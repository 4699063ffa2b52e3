import Statistics
import Transport

/// What the servers of a load say of it themselves: their counters before it and after it.
struct ServerTruth {
  /// The servers, with the addresses at which they have answered.
  private var places: [Destination]
  private let before: CounterProbe.Reading?
  private let offer: Offer

  /// What is known of counters before any are read.
  enum Offer {
    case none
    /// The servers could not say so yet.
    case possible
    /// One of them has said that it has counters.
    case certain
  }

  /// Reads the counters before the load.
  ///
  /// - Parameters:
  ///   - places: The servers; those behind a proxy are not asked.
  ///   - offer: Servers that have none are not asked.
  init(_ places: [Destination], _ offer: Offer) {
    self.places = places
    self.offer = offer
    let isDirect = places.allSatisfy { $0.tunnel == nil }
    before = offer != .none && isDirect ? Self.read(&self.places) : nil
  }

  /// What was done since.
  ///
  /// - Returns: The counters, if all servers have any, and which of them went lost: those before,
  ///   or those after the load, because a server ended, or was started anew.
  func after() -> (counters: ServerCounters?, loss: ServerCounters.Loss?) {
    guard let before else {
      // Of several servers, others than the one that has counters may be without.
      let isOwed = offer == .certain && places.count == 1 && places[0].tunnel == nil
      return (nil, isOwed ? .before : nil)
    }
    var places = places
    guard let after = Self.read(&places), Set(after.keys) == Set(before.keys) else {
      return (nil, .after)
    }
    var sum = ServerCounters()
    for (server, counters) in after {
      guard let earlier = before[server], let done = counters.since(earlier) else {
        return (nil, .after)
      }
      sum.add(done)
    }
    return (sum, nil)
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
