import Testing

/// What runs real processes that need a core for either end: one at a time.
@Suite(.serialized) struct PeersTests {}

/// What runs real processes that wait for most of their time: one at a time beside those.
@Suite(.serialized) struct PatientTests {}
