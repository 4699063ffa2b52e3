import GRPC

/// One request of an HTTP/1.1 connection, and what is to become of it once it is whole.
struct HTTP1Call {
  enum Errand {
    /// A call of Connect's, to be answered by its method.
    case call
    /// A call that ends with a status whatever its message is.
    case refuse(Status, httpStatus: Int)
    /// A request for the plain route.
    case plain
    /// No call at all: an answer for people.
    case reject(httpStatus: Int, reason: String)
  }

  var errand = Errand.plain
  var terms = CallTerms(.plain)
  /// The method, as far as it is one of the server's.
  var method: ServerMethod?
  /// Its answer has a head only.
  var isHead = false
  /// The request message as far as it has come, or as it waits.
  var body: [UInt8] = []
  /// What the laboratory does to it.
  var treatment: Treatment?
  /// It waits for an instant.
  var isParked = false

  /// Makes the place that of a call, field by field as `ServerCall.begin` does.
  mutating func begin(_ terms: CallTerms) {
    errand = .call
    self.terms = terms
    method = terms.method
    isHead = false
    if !body.isEmpty { body = [] }
    if treatment != nil { treatment = nil }
    isParked = false
  }

  /// It counts among the calls: it was one of Connect's, or meant to be.
  var isCall: Bool {
    switch errand {
    case .call, .refuse: true
    case .plain, .reject: false
    }
  }
}
