/// Who works with messages while it is measured, and what messages cannot be worked with.
extension Resolution {
  /// Only messages that are known can be written and read.
  func codec(_ plan: inout Plan) throws(Complaint) {
    guard let entry = settings[.codec] else { return }
    plan.codec = try entry.word()
    guard plan.codec == .live else { return }
    for call in plan.calls {
      guard call.hasKnownMessages else {
        throw entry.complaint(
          "is for names to greet.Greeter and for request.payload to greet.Payloads/Echo, which "
            + "\(Complaint.shown(call.name)) does not send; write codec: prepared"
        )
      }
      guard call.request.compression == .identity else {
        throw entry.complaint(
          "does not go with request.compression gzip, whose messages are made before the run; "
            + "leave one of the two out"
        )
      }
    }
  }
}

extension PlannedCall {
  /// Whether its messages are of a type that we have.
  fileprivate var hasKnownMessages: Bool {
    method.isGreeting ? request.data == nil : method == .echo && request.payload != nil
  }
}
