import Foundation
import ReferenceServer
import Timing
import Transport

/// What a server has done, as lines of JSON: one of the whole, then one for each method and status.
enum ServingCounters {
  static func lines(
    _ tally: ServerTally,
    cpu: (user: Nanoseconds, system: Nanoseconds)
  ) -> String {
    let whole = [
      ("calls_begun", Int64(tally.begun)),
      ("messages_received", Int64(tally.messagesReceived)),
      ("messages_sent", Int64(tally.messagesSent)),
      ("bytes_received", tally.bytesReceived), ("bytes_sent", tally.bytesSent),
      ("cpu_user_ns", cpu.user.count), ("cpu_system_ns", cpu.system.count),
      ("connections_opened", Int64(tally.connectionsOpened)),
      ("connections_open", Int64(tally.connectionsOpen)),
      ("pings_received", Int64(tally.pingsReceived)),
      ("handshakes_full", Int64(tally.handshakes.full)),
      ("handshakes_resumed", Int64(tally.handshakes.resumed)),
    ]
    var lines = "{" + whole.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}\n"
    for reason in TLSFailure.allCases where tally.handshakes.failed(reason) > 0 {
      lines += "{\"handshake_failure\": \"\(reason.name)\", "
      lines += "\"count\": \(tally.handshakes.failed(reason))}\n"
    }
    // The names are the server's own and hold nothing that JSON would have to escape.
    for row in tally.rows {
      lines += "{\"method\": \"\(row.method)\", \"status\": \"\(row.ending)\", "
      lines += "\"calls\": \(row.calls)}\n"
    }
    return lines
  }

  /// Makes the file before there is anything to write: what cannot be is found out in time.
  static func prepare(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw Failure(
        "serve: cannot write the counters to \(path); give a file in a folder that is there"
      )
    }
  }

  static func write(_ tally: ServerTally, to path: String) throws {
    let text = lines(tally, cpu: Transport.Usage.ofThisProcess())
    do {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    } catch {
      throw Failure("serve: cannot write the counters to \(path): \(error.localizedDescription)")
    }
  }
}
