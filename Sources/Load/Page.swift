import GRPC
import Statistics
import Timing

/// What a worker's book holds of one kind of call: how it is made, which call expires next, and
/// what has become of all of them.
struct Page {
  let template: CallTemplate
  /// Metadata that differs from call to call; nil where there is none.
  var metadata: VaryingMetadata?
  var order = ReleaseOrder()
  var recorder: Recorder
  /// The pool's message that the next call begins with.
  private var variant = 0

  init(_ template: CallTemplate, recorder: Recorder, seed: UInt64, kind: Int, worker: Int) {
    self.template = template
    if !template.varying.isEmpty {
      metadata = VaryingMetadata(
        template.varying,
        seed: seed,
        kind: kind,
        worker: worker,
        isText: !template.text.heads.isEmpty
      )
    }
    self.recorder = recorder
  }

  /// The message that a new call begins with: the pool's messages take turns.
  mutating func takeVariant() -> Int {
    let taken = variant
    variant = variant + 1 < template.pool.count ? variant + 1 : 0
    return taken
  }
}
