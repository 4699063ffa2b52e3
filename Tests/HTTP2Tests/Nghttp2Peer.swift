import CNGHTTP2
import Timing

@testable import HTTP2

/// A `nghttp2_session` as the other end of a connection: the oracle that ours must agree with.
final class Nghttp2Peer {
  struct Speaking {
    var speech: Speech
    var offset = 0
  }

  private var session: OpaquePointer?
  private let isServer: Bool
  private var random: SplitMix64
  /// The list that is arriving.
  private var list: [HeaderField] = []

  private(set) var heard: [Int32: Heard] = [:]
  private(set) var speaking: [Int32: Speaking] = [:]
  /// The streams whose body has paused.
  private var deferred: [Int32] = []
  /// The streams whose head has come and those whose end has come, since they were asked for last.
  var begun: [Int32] = []
  var finished: [Int32] = []
  private(set) var closed: [Int32: UInt32] = [:]
  /// Streams that we may not expect to be finished.
  private(set) var resets: Set<Int32> = []
  private(set) var pingAnswers = 0
  private(set) var goAways: [(last: Int32, code: UInt32)] = []
  /// What it finds wrong with the other end.
  private(set) var complaints: [String] = []
  /// DATA and HEADERS are padded at random.
  var pads = false

  init(_ role: Role, seed: UInt64, connectionWindow: Int32 = 65_535) {
    isServer = role == .server
    random = SplitMix64(seed: seed, key: 77)
    var option: OpaquePointer?
    nghttp2_option_new(&option)
    nghttp2_option_set_max_send_header_block_length(option, 1 << 20)
    nghttp2_option_set_max_continuations(option, 100)
    nghttp2_option_set_stream_reset_rate_limit(option, 1_000_000, 1_000_000)
    defer { nghttp2_option_del(option) }
    let callbacks = Self.callbacks()
    defer { nghttp2_session_callbacks_del(callbacks) }
    let user = Unmanaged.passUnretained(self).toOpaque()
    let code =
      isServer
      ? nghttp2_session_server_new2(&session, callbacks, user, option)
      : nghttp2_session_client_new2(&session, callbacks, user, option)
    precondition(code == 0, "no session: \(code)")
    if connectionWindow != 65_535 {
      nghttp2_session_set_local_window_size(session, 0, 0, connectionWindow)
    }
  }

  deinit { nghttp2_session_del(session) }

  /// Bytes to send, at most a frame; empty when there is nothing for now.
  func send() -> [UInt8] {
    var output: [UInt8] = []
    while true {
      var data: UnsafePointer<UInt8>?
      let count = nghttp2_session_mem_send(session, &data)
      if count < 0 { complaints.append("mem_send: \(count)") }
      guard count > 0 else { return output }
      output += UnsafeBufferPointer(start: data, count: count)
    }
  }

  func receive(_ bytes: ArraySlice<UInt8>) {
    let count = bytes.withUnsafeBufferPointer {
      nghttp2_session_mem_recv(session, $0.baseAddress, $0.count)
    }
    if count != bytes.count { complaints.append("mem_recv: \(count) of \(bytes.count)") }
  }

  /// The session has ended the connection for the other end's fault.
  var isFinished: Bool {
    nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
  }

  func settings(_ entries: [(UInt16, UInt32)]) {
    let list = entries.map { nghttp2_settings_entry(settings_id: Int32($0.0), value: $0.1) }
    check("submit_settings", nghttp2_submit_settings(session, 0, list, list.count))
  }

  func ping() { check("submit_ping", nghttp2_submit_ping(session, 0, nil)) }

  func goAway() {
    let last = nghttp2_session_get_last_proc_stream_id(session)
    check("submit_goaway", nghttp2_submit_goaway(session, 0, last, 0, nil, 0))
  }

  func shutdownNotice() { nghttp2_submit_shutdown_notice(session) }

  func reset(_ id: Int32, _ code: UInt32) {
    resets.insert(id)
    check("submit_rst_stream", nghttp2_submit_rst_stream(session, 0, id, code))
  }

  /// Starts a request; nil when the connection takes none.
  func request(_ speech: Speech) -> Int32? {
    let id = submit(speech) { fields, count, provider in
      nghttp2_submit_request(session, nil, fields, count, provider, nil)
    }
    guard id > 0 else { return nil }
    speaking[id] = Speaking(speech: speech)
    return id
  }

  func respond(_ id: Int32, _ speech: Speech) {
    for list in speech.informational {
      NameValues.with(list) { fields, count in
        check("1xx", nghttp2_submit_headers(session, 0, id, nil, fields, count, nil))
      }
    }
    speaking[id] = Speaking(speech: speech)
    let code = submit(speech) { fields, count, provider in
      nghttp2_submit_response(session, id, fields, count, provider)
    }
    check("submit_response", code)
  }

  /// Lets streams go on that had paused.
  func resume() {
    // It fails only for a stream that is gone by now.
    for id in deferred { nghttp2_session_resume_data(session, id) }
    deferred = []
  }

  private func submit(
    _ speech: Speech,
    _ body: (
      UnsafePointer<nghttp2_nv>?, Int, UnsafePointer<nghttp2_data_provider>?
    ) -> Int32
  ) -> Int32 {
    NameValues.with(speech.head) { fields, count in
      guard !speech.body.isEmpty || speech.trailers != nil else { return body(fields, count, nil) }
      var provider = nghttp2_data_provider()
      provider.read_callback = { _, id, buffer, length, flags, _, user in
        guard let buffer, let flags else { return 0 }
        return Nghttp2Peer.from(user).read(id, buffer, length, flags)
      }
      return body(fields, count, &provider)
    }
  }

  private func read(
    _ id: Int32,
    _ buffer: UnsafeMutablePointer<UInt8>,
    _ length: Int,
    _ flags: UnsafeMutablePointer<UInt32>
  ) -> Int {
    guard var state = speaking[id] else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
    let left = state.speech.body.count - state.offset
    if Int.random(in: 0..<8, using: &random) == 0 {
      deferred.append(id)
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    let count = min(left, Int.random(in: 1...length, using: &random))
    for index in 0..<count { buffer[index] = state.speech.body[state.offset + index] }
    state.offset += count
    speaking[id] = state
    guard count == left, Bool.random(using: &random) || left == 0 else { return count }
    flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
    guard let trailers = state.speech.trailers else { return count }
    flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
    NameValues.with(trailers) { fields, count in
      check("submit_trailer", nghttp2_submit_trailer(session, id, fields, count))
    }
    return count
  }

  private func check(_ call: String, _ code: Int32) {
    if code != 0 { complaints.append("\(call): \(code)") }
  }
}

/// The callbacks only note what has come.
extension Nghttp2Peer {
  fileprivate static func from(_ user: UnsafeMutableRawPointer?) -> Nghttp2Peer {
    guard let user else { preconditionFailure("a callback without its peer") }
    return Unmanaged<Nghttp2Peer>.fromOpaque(user).takeUnretainedValue()
  }

  fileprivate static func callbacks() -> OpaquePointer? {
    var callbacks: OpaquePointer?
    nghttp2_session_callbacks_new(&callbacks)
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, _, user in
      Nghttp2Peer.from(user).list = []
      return 0
    }
    nghttp2_session_callbacks_set_on_header_callback(callbacks) {
      _,
      _,
      name,
      nameCount,
      value,
      valueCount,
      _,
      user in
      Nghttp2Peer.from(user).list.append(
        HeaderField(
          name: Array(UnsafeBufferPointer(start: name, count: nameCount)),
          value: Array(UnsafeBufferPointer(start: value, count: valueCount))
        )
      )
      return 0
    }
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
      _,
      _,
      id,
      data,
      count,
      user in
      Nghttp2Peer.from(user).heard[id, default: Heard()].body += UnsafeBufferPointer(
        start: data,
        count: count
      )
      return 0
    }
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
      if let frame { Nghttp2Peer.from(user).note(frame.pointee) }
      return 0
    }
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, user in
      Nghttp2Peer.from(user).closed[id] = code
      return 0
    }
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) {
      _,
      frame,
      code,
      user in
      // A request that was under way when the limit was lowered is refused by right.
      guard code != NGHTTP2_ERR_REFUSED_STREAM.rawValue else { return 0 }
      let type = frame?.pointee.hd.type ?? 255
      let reason = nghttp2_strerror(code).map { String(cString: $0) } ?? "\(code)"
      Nghttp2Peer.from(user).complaints.append("frame of type \(type): \(reason)")
      return 0
    }
    nghttp2_session_callbacks_set_select_padding_callback(callbacks) { _, frame, limit, user in
      guard let frame else { return 0 }
      return Nghttp2Peer.from(user).padded(frame.pointee.hd.length, limit)
    }
    return callbacks
  }

  private func note(_ frame: nghttp2_frame) {
    let id = frame.hd.stream_id
    switch nghttp2_frame_type(UInt32(frame.hd.type)) {
    case NGHTTP2_HEADERS:
      if heard[id]?.head == nil { begun.append(id) }
      heard[id, default: Heard()].add(list)
      if frame.hd.flags & 1 != 0 { end(id) }
    case NGHTTP2_DATA:
      if frame.hd.flags & 1 != 0 { end(id) }
    case NGHTTP2_RST_STREAM:
      heard[id, default: Heard()].failure = ErrorCode(rawValue: frame.rst_stream.error_code)
    case NGHTTP2_PING:
      if frame.hd.flags & 1 != 0 { pingAnswers += 1 }
    case NGHTTP2_GOAWAY:
      goAways.append((frame.goaway.last_stream_id, frame.goaway.error_code))
    default:
      break
    }
  }

  private func end(_ id: Int32) {
    heard[id, default: Heard()].ended = true
    finished.append(id)
  }

  private func padded(_ length: Int, _ limit: Int) -> Int {
    guard pads, Bool.random(using: &random) else { return length }
    return min(limit, length + Int.random(in: 0...255, using: &random))
  }
}
