import Testing

/// Everything that runs real processes: one at a time, as each needs a core for either end.
@Suite(.serialized) struct PeersTests {}

/// What runs real processes that rest most of the time, or do not mind to share a core: one at a time
/// beside those.
@Suite(.serialized) struct PatientTests {}
