import Testing

/// Everything that plays a load against a server in this process: one run at a time, as each needs
/// a core for either end.
@Suite(.serialized) struct LoopbackTests {}
