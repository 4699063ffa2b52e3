extension Overrides {
  /// Whether and how connections are secured by these settings alone.
  public func tls() throws(Complaint) -> TLSSettings? {
    try Resolution(title: "", settings: try settings(), calls: []).tls()
  }
}

extension Resolution {
  /// Whether and how connections are secured: by `enabled`, or else by any other setting of TLS.
  func tls() throws(Complaint) -> TLSSettings? {
    let given = Setting.allCases.filter { $0.group == "tls" && settings[$0] != nil }
    let isOn = try settings[.tlsEnabled]?.flag() ?? !given.isEmpty
    var tls = TLSSettings()
    tls.authorities = try path(.tlsCA)
    if let entry = settings[.tlsInsecure] { tls.isInsecure = try entry.flag() }
    if let entry = settings[.tlsServerName] { tls.serverName = try Self.name(entry) }
    tls.certificate = try path(.tlsCertificate)
    tls.key = try path(.tlsKey)
    if let entry = settings[.tlsMinVersion] { tls.minVersion = try entry.word() }
    if let entry = settings[.tlsMaxVersion] { tls.maxVersion = try entry.word() }
    if let entry = settings[.tlsResumption] { tls.resumption = try entry.flag() }
    try check(tls)
    return isOn ? tls : nil
  }

  private func path(_ setting: Setting) throws(Complaint) -> String? {
    guard let entry = settings[setting] else { return nil }
    let path = try entry.text(upTo: Limits.pathBytes)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw entry.complaint("names no file; give the path of a PEM file")
    }
    return path
  }

  private static func name(_ entry: Entry) throws(Complaint) -> String {
    let isPlain = entry.text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }
    guard !entry.text.isEmpty, isPlain, entry.text.utf8.count <= Limits.hostBytes else {
      throw entry.complaint("is no host's name; give one such as foo.test.google.fr")
    }
    return entry.text
  }

  private func check(_ tls: TLSSettings) throws(Complaint) {
    if tls.isInsecure, let entry = settings[.tlsCA] {
      throw entry.complaint("means nothing if any certificate will do; leave out insecure or it")
    }
    if tls.key == nil, let entry = settings[.tlsCertificate] {
      throw entry.complaint("needs its key; give both")
    }
    if tls.certificate == nil, let entry = settings[.tlsKey] {
      throw entry.complaint("needs its certificate; give both")
    }
    if tls.minVersion == .v13, tls.maxVersion == .v12,
      let entry = settings[.tlsMinVersion] ?? settings[.tlsMaxVersion]
    {
      throw entry.complaint("leaves no version; the lowest is above the highest")
    }
  }
}
