import Timing

/// Turns what is said about one kind of call into a planned call, and refuses what it cannot be.
struct CallResolution {
  let settings: Settings

  func call() throws(Complaint) -> PlannedCall {
    var call = PlannedCall()
    try identify(&call)
    call.request = try request()
    call.messages = try messages(of: call)
    call.cancel = try cancellation(of: call)
    return call
  }

  private func identify(_ call: inout PlannedCall) throws(Complaint) {
    if let entry = settings[.method] {
      call.method = try Method(entry)
      try call.method.check(entry)
    }
    if let entry = settings[.requestPayload] {
      if settings[.method] == nil { call.method = .echo }
      guard !call.method.isGreeting else {
        throw entry.complaint(
          "is not for \(call.method), which takes names; leave one of the two out"
        )
      }
    }
    call.kind = call.method.knownKind ?? .unary
    if let entry = settings[.kind] {
      call.kind = try entry.word()
      if let known = call.method.knownKind, known != call.kind {
        throw entry.complaint(
          "is not that of \(call.method), which is \(known.spoken); leave it out"
        )
      }
    }
    call.name = call.method.shortName
    if let entry = settings[.name] {
      guard entry.isHarmlessName else {
        throw entry.complaint("cannot name a call; use letters, digits, -, _ and .")
      }
      call.name = try entry.text(upTo: Limits.nameBytes)
    }
    if let entry = settings[.weight] { call.weight = try entry.whole(in: 1...Limits.weight) }
    if let entry = settings[.deadline] {
      call.deadline = entry.isNone ? nil : try entry.length(zero: false)
    }
  }

  private func request() throws(Complaint) -> Request {
    var request = Request()
    let payloads = Settings.payloads.filter { settings[$0] != nil }
    if payloads.count > 1, let entry = settings[payloads[1]] {
      throw entry.complaint(
        "stands beside \(payloads[0].rawValue), which says what messages carry too; leave one out"
      )
    }
    if let entry = settings[.requestName] {
      request.name = try entry.text(upTo: Limits.requestNameBytes)
    }
    if let entry = settings[.requestSize] { request.size = try size(entry) }
    if let entry = settings[.requestData] {
      guard let bytes = Base64Text.bytes(entry.text) else {
        throw entry.complaint("is not base64; encode the bytes of the message")
      }
      request.data = bytes
    }
    if let entry = settings[.requestPayload] { request.payload = try entry.word() }
    if let entry = settings[.requestVariants] {
      request.variants = try entry.whole(in: 1...Limits.variants)
    }
    if let entry = settings[.requestCompression] { request.compression = try entry.word() }
    request.metadata = try Request.MetadataField.fields(settings.metadata)
    try checkPrepared(request)
    return request
  }

  /// A size that messages with a name can have.
  private func size(_ entry: Entry) throws(Complaint) -> SizeDistribution {
    let size = try SizeDistribution(entry)
    guard case .fixed(let bytes) = size, HelloMessage.nameLength(forMessageOf: bytes) == nil else {
      return size
    }
    let length = HelloMessage.nameLength(forMessageOfAtMost: bytes)
    let (below, above) = (
      HelloMessage.size(ofNameLength: length), HelloMessage.size(ofNameLength: length + 1)
    )
    throw entry.complaint(
      "is a size that no message with a name has; give \(below) or \(above)"
    )
  }

  /// Messages of different sizes are made before the run and lie in memory.
  private func checkPrepared(_ request: Request) throws(Complaint) {
    guard let size = request.size, let entry = settings[.requestSize] else { return }
    if case .fixed = size { return }
    guard size.most * request.variants <= Limits.preparedBytes else {
      throw entry.complaint(
        "may need \(ByteSize(size.most * request.variants)) for \(request.variants) variants; "
          + "give fewer variants or smaller sizes, at most \(ByteSize(Limits.preparedBytes)) in all"
      )
    }
  }

  private func cancellation(of call: PlannedCall) throws(Complaint) -> PlannedCall.Cancellation {
    var cancel = PlannedCall.Cancellation()
    if let entry = settings[.cancelAfterMessages], !entry.isNone {
      let count = try entry.whole(in: 1...Limits.messages)
      if let received = call.messages.received, count > received {
        throw entry.complaint("never comes, because the call receives \(received); give less")
      }
      cancel.afterMessages = count
    }
    if let entry = settings[.cancelAfter], !entry.isNone {
      let length = try entry.length(zero: false)
      if let deadline = call.deadline, length >= deadline {
        throw entry.complaint("is not before the deadline \(deadline.exactText); give less")
      }
      cancel.after = length
    }
    return cancel
  }
}
