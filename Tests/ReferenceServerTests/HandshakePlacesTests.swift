import Testing
import Timing
import Transport

@testable import ReferenceServer

struct HandshakePlacesTests {
  private let patience = HandshakePlaces.patience

  private func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  private func client(_ number: UInt32) -> Token { Token(index: number, generation: 0) }

  /// Two places, both taken at these stages, the first one first.
  private func full(_ stages: HandshakeStage...) -> HandshakePlaces {
    var places = HandshakePlaces(most: stages.count)
    for (number, stage) in stages.enumerated() {
      places.note(client(UInt32(number)), stage, at(Int64(number)))
    }
    return places
  }

  @Test func `a client has a place from its first byte to the end of its handshake`() {
    var places = HandshakePlaces(most: 1)
    places.note(client(1), .silent, at(0))
    #expect(places.hasRoom)
    places.note(client(1), .begun, at(1))
    #expect(!places.hasRoom)
    places.note(client(1), .answered, at(2))
    #expect(!places.hasRoom)
    places.note(client(1), .over, at(3))
    #expect(places.hasRoom)
    places.note(client(2), .answered, at(4))
    places.leave(client(2), isWaiting: false)
    #expect(places.hasRoom)
  }

  @Test func `the oldest of those who have no answer goes first, whoever is older`() {
    var places = full(.answered, .begun, .begun)
    #expect(places.eldest(at(2)) == client(1))
    #expect(places.eldest(at(60_000)) == client(1))
    // What was answered since is as those are that were answered at once.
    places.note(client(1), .answered, at(60_000))
    #expect(places.eldest(at(60_000)) == client(2))
  }

  @Test func `those who were answered stay for a while, and then the oldest goes`() {
    let places = full(.answered, .answered)
    #expect(places.eldest(at(0) + patience - Nanoseconds(1)) == nil)
    #expect(places.eldest(at(0) + patience) == client(0))
  }

  @Test func `who waits is let in as soon as there is a place, the first one first`() {
    var places = full(.answered, .answered)
    #expect(places.nextPlace(at(2)) == nil && !places.isAwaited)
    for number in [UInt32(2), 3, 4] { places.wait(client(number)) }
    #expect(places.nextPlace(at(2)) == at(0) + patience)
    #expect(places.nextIn(at(2)) == nil && places.isAwaited)
    places.leave(client(3), isWaiting: true)
    places.note(client(1), .over, at(5))
    #expect(places.nextPlace(at(5)) == at(5))
    #expect(places.nextIn(at(5)) == client(2))
    places.note(client(2), .answered, at(5))
    #expect(places.nextIn(at(6)) == nil)
    #expect(places.nextIn(at(0) + patience) == client(4))
    #expect(places.nextPlace(at(2_000)) == nil && places.nextIn(at(2_000)) == nil)
  }
}
