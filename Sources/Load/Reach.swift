/// Whether calls find a connection: to each target where arrivals are dealt by slices, otherwise
/// to all targets together.
struct Reach {
  /// Connections that stand.
  var standing = 0
  /// When none stood.
  var outage = Outage()
  /// Why there is none, when there is none and one has been tried.
  var trouble: String?

  /// Why no call can start, if none can.
  var whyNot: String? { standing == 0 ? trouble : nil }
}
