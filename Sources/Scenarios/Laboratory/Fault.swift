/// Something that goes wrong with a call on purpose: what, with which calls, and when.
public struct Fault: Equatable, Sendable {
  public enum Act: Equatable, Sendable {
    /// The call ends with a status, with or without `grpc-status-details-bin`.
    ///
    /// Its code is one of gRPC's, 1 to 16.
    case status(UInt8, hasDetails: Bool)
    /// The response ends without saying a status.
    case noStatus
    /// The stream is reset with an error code of HTTP/2.
    case reset(UInt32)
    /// The connection is cut.
    case drop
    /// The connection takes no more calls; this one and those before it are answered.
    case goAway(isGraceful: Bool)
  }

  /// The calls that it hits.
  public enum Chance: Equatable, Sendable {
    case always
    /// So many of a hundred calls, drawn by the seed.
    case percent(Double)
    /// The nth call and its multiples.
    case every(Int)
  }

  /// How far the response comes before it.
  public enum Point: Equatable, Sendable {
    case beforeHead
    case afterHead
    /// After so many messages, or at the end of a response that has fewer.
    case afterMessages(Int)
  }

  public static let intervals = 1...1_000_000_000
  public static let messages = 1...10_000_000

  public var act: Act
  public var chance = Chance.always
  public var point = Point.beforeHead

  public init(act: Act, chance: Chance = .always, point: Point = .beforeHead) {
    self.act = act
    self.chance = chance
    self.point = point
  }

  /// Whether it hits the call of this number, the first one being 1.
  public func hits(_ number: Int, _ draw: () -> Double) -> Bool {
    switch chance {
    case .always: true
    case .percent(let percent): draw() * 100 <= percent
    case .every(let count): number.isMultiple(of: count)
    }
  }
}
