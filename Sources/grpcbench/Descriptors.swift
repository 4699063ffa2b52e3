import Scenarios
import Transport

/// File descriptors, of which connections need one each.
enum Descriptors {
  /// What else needs some.
  private static let others = 64

  /// Raises the limit of this process as far as it may, which must be enough for a plan.
  ///
  /// - Throws: A `Failure` that says how many the plan needs.
  static func makeRoom(for plan: Plan) throws(Failure) {
    let limit = Transport.Usage.raiseDescriptorLimit()
    // Where connections make way for new ones, both are there for a while.
    let renews = plan.connection.renews ? 2 : 1
    let needed = plan.connections * renews + others
    guard needed <= limit else {
      throw Failure(
        "scenario \(plan.name): \(plan.connections) connections need \(needed) file descriptors "
          + "and this process may have \(limit); raise it with ulimit -n \(needed)"
      )
    }
  }
}
