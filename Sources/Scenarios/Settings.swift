/// What one place says: the top of a file, one of its calls, or the command line.
struct Settings: Equatable, Sendable {
  var entries: [Setting: Entry] = [:]
  /// What is said of settings that can be lists.
  var lists: [Setting: [Entry]] = [:]
  var metadata: [MetadataEntry] = []
  /// The list of targets; nothing if there is none.
  var targets: [TargetEntry] = []

  subscript(setting: Setting) -> Entry? {
    get { entries[setting] }
    set { entries[setting] = newValue }
  }

  /// These settings with nearer ones in place of their own.
  ///
  /// What a nearer setting chooses anew takes with it what followed from the old choice: a method
  /// its kind, a payload the other payloads and
  /// the method, a rate the load model, a CA that any will do.
  func overridden(by nearer: Settings) -> Settings {
    var merged = self
    if nearer[.method] != nil { merged[.kind] = nil }
    if nearer[.requestPayload] != nil {
      merged[.method] = nil
      merged[.kind] = nil
    }
    if Self.payloads.contains(where: { nearer[$0] != nil }) {
      for payload in Self.payloads { merged[payload] = nil }
    }
    if nearer[.tlsCA] != nil { merged[.tlsInsecure] = nil }
    if nearer[.tlsInsecure] != nil { merged[.tlsCA] = nil }
    if nearer[.messagesRate]?.isNone == true { merged[.messagesArrivals] = nil }
    if let rate = nearer[.rate] {
      merged[.load] = nil
      if rate.isNone { merged[.arrivals] = nil }
    }
    if nearer[.target] != nil || !nearer.targets.isEmpty {
      merged[.target] = nil
      merged.targets = nearer.targets
    }
    merged.entries.merge(nearer.entries) { _, nearer in nearer }
    merged.lists.merge(nearer.lists) { _, nearer in nearer }
    if let own = self[.sensitive], let more = nearer[.sensitive] {
      // Nothing that was secret becomes known because something else is secret too.
      merged[.sensitive] = Entry("\(own.text),\(more.text)", subject: more.subject)
    }
    for field in nearer.metadata {
      merged.metadata.removeAll { $0.name == field.name }
      merged.metadata.append(field)
    }
    return merged
  }

  /// What they say about calls; the name at the top of a file is the scenario's.
  var ofCalls: Settings {
    var own = self
    own.entries = entries.filter { $0.key.isOfCall && $0.key != .name }
    own.lists = [:]
    return own
  }

  /// The ways to say what messages carry, of which one is enough.
  static let payloads: [Setting] = [
    .requestName, .requestSize, .requestData, .requestPayload,
  ]
}
