extension Resolution {
  /// What is measured: the list, or the one target, or the reference server.
  func targets() throws(Complaint) -> [PlannedTarget] {
    if let entry = settings[.target] {
      if let other = settings.targets.first {
        throw other.address.complaint("stands beside \(entry.subject); leave one of the two out")
      }
      return [PlannedTarget(try Target(entry))]
    }
    guard !settings.targets.isEmpty else { return Plan().targets }
    guard settings.targets.count <= Limits.targets else {
      throw settings.targets[Limits.targets].address.complaint(
        "is one too many; a run has at most \(Limits.targets) targets"
      )
    }
    var targets: [PlannedTarget] = []
    for entry in settings.targets {
      let target = try entry.planned()
      guard !targets.contains(where: { $0.address == target.address }) else {
        throw entry.address.complaint("is named twice; give it once, with a weight")
      }
      targets.append(target)
    }
    if targets.count > 1, let own = targets.firstIndex(where: { $0.address == .referenceServer }) {
      throw settings.targets[own].address.complaint(
        "stands beside other targets; start a server with grpcbench serve and give its address"
      )
    }
    return targets
  }

  /// Refuses targets that would get no connection.
  func checkTargets(_ plan: Plan) throws(Complaint) {
    guard plan.targets.count > 1 else { return }
    guard plan.targets.count * plan.calls.count <= Limits.targetsTimesCalls else {
      throw Complaint(
        "\(plan.targets.count) targets and \(plan.calls.count) kinds of call make "
          + "\(plan.targets.count * plan.calls.count) results; give less, "
          + "they may make \(Limits.targetsTimesCalls)"
      )
    }
    let dealt = Set(plan.dealtTargets)
    guard let poor = plan.targets.indices.first(where: { !dealt.contains($0) }) else { return }
    let target = plan.targets[poor]
    throw Complaint(
      "target \(Complaint.shown("\(target.address)")) with weight \(target.weight) gets none of "
        + "connections \(plan.connections); give more connections or other weights"
    )
  }

  /// Whether and how connections go through a proxy.
  func proxy() throws(Complaint) -> ProxyChoice {
    guard let entry = settings[.proxy], !entry.isNone else { return .direct }
    if entry.text == "env" { return .environment }
    return .through(try Proxy(text: entry.text, subject: entry.subject))
  }
}
