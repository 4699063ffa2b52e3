/// How calls go over the connections, and what cannot go that way.
extension Resolution {
  /// Reads the protocol and the encoding, refuses what has no meaning with them, and gives each call
  /// of HTTP/1.1 a connection of its own.
  func wires(_ plan: inout Plan) throws(Complaint) {
    if let entry = settings[.protocol] { plan.protocol = try entry.word() }
    if let entry = settings[.encoding] { plan.encoding = try entry.word() }
    guard plan.protocol != .grpc else { return }
    let name = "protocol \(plan.protocol.rawValue)"
    for (call, settings) in zip(plan.calls, calls) {
      try checkUnary(call, settings, name)
    }
    guard !plan.protocol.multiplexes else { return }
    for (call, settings) in zip(plan.calls, calls) where call.messages.readRate != nil {
      throw Self.misfit(settings[.readRate], "messages.read_rate", "needs HTTP/2's windows", name)
    }
    for (setting, isSaid) in Self.ofHTTP2(plan) where isSaid {
      throw Self.misfit(settings[setting], setting.rawValue, "is HTTP/2's", name)
    }
    plan.connections *= plan.streams
    plan.streams = 1
    guard plan.connections <= Limits.connections else {
      throw Complaint(
        "\(name) makes \(plan.connections) connections of connections × streams, because each "
          + "carries one call at a time; give less, at most \(Limits.connections)"
      )
    }
  }

  private func checkUnary(
    _ call: PlannedCall,
    _ settings: Settings,
    _ name: String
  ) throws(Complaint) {
    guard call.kind == .unary else {
      let spoken = "\(call.method), which is \(call.kind.spoken)"
      guard let entry = self.settings[.protocol] else {
        throw Complaint("\(name) is not for \(spoken); choose a unary method")
      }
      throw entry.complaint(
        "is for unary calls and not for \(spoken); choose a unary method, or protocol grpc"
      )
    }
    guard call.request.compression == .identity else {
      throw Self.misfit(
        settings[.requestCompression],
        Setting.requestCompression.rawValue,
        "is gRPC's compression",
        name
      )
    }
    guard call.cancel.afterMessages == nil else {
      throw Self.misfit(
        settings[.cancelAfterMessages],
        Setting.cancelAfterMessages.rawValue,
        "needs an end behind the message",
        name
      )
    }
    for field in settings.metadata where Self.written.contains(field.name) {
      throw field.complaint("is written by \(name) itself; choose another name")
    }
  }

  private static func misfit(
    _ entry: Entry?,
    _ setting: String,
    _ reason: String,
    _ name: String
  ) -> Complaint {
    let rest = "\(reason) and has no meaning with \(name); leave one of the two out"
    return entry?.complaint(rest) ?? Complaint("\(setting) \(rest)")
  }

  /// Settings that HTTP/1.1 has nothing for, and whether they are other than where nothing is said.
  private static func ofHTTP2(_ plan: Plan) -> [(Setting, Bool)] {
    let usual = Plan()
    let life = (plan.connection, usual.connection)
    return [
      (.streamWindow, plan.http2.streamWindow != usual.http2.streamWindow),
      (.connectionWindow, plan.http2.connectionWindow != usual.http2.connectionWindow),
      (.maxFrameSize, plan.http2.maxFrameSize != usual.http2.maxFrameSize),
      (.headerTableSize, plan.http2.headerTableSize != usual.http2.headerTableSize),
      (.keepaliveTime, life.0.keepaliveTime != life.1.keepaliveTime),
      (.replay, life.0.replays != life.1.replays),
    ]
  }

  /// Fields that Connect's requests have of their own.
  private static let written: Set<String> = [
    "accept-encoding", "connect-protocol-version", "connect-timeout-ms", "content-encoding",
    "expect",
  ]
}
