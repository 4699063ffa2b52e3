import Testing

/// Everything that runs real processes: one at a time, as each needs a core for either end.
@Suite(.serialized) struct PeersTests {}
