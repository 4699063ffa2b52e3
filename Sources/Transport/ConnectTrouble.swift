import Glibc

extension SystemError {
  /// What to do about an errno value, where something can be said; it follows the reason.
  static func advice(_ code: Int32) -> String? {
    switch code {
    case EMFILE: "raise this process's limit with ulimit -n"
    case ENFILE: "the machine's limit is fs.file-max; close other programs or raise it"
    case ENOBUFS, ENOMEM: "the kernel is out of memory for sockets; open fewer connections"
    case EEXIST: "it is no socket and is left alone; choose another path"
    default: nil
    }
  }
}

extension SocketAddress {
  /// Why no connection to this address came about, with the likely cause or what to do.
  public func trouble(_ code: Int32) -> String {
    let reason = SystemError.text(code)
    guard let advice = advice(code) ?? SystemError.advice(code) else { return reason }
    return "\(reason); \(advice)"
  }

  /// Whether connecting failed because this machine has none left of what connections need:
  /// descriptors, ports or memory.
  public func isShortage(_ code: Int32) -> Bool {
    switch code {
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: true
    case EADDRNOTAVAIL: !lacksLoopback
    default: false
    }
  }

  /// Whether nothing is at this address because the machine does not have it.
  private var lacksLoopback: Bool { family == AF_INET6 && isLoopback }

  private func advice(_ code: Int32) -> String? {
    switch code {
    case ECONNREFUSED:
      guard let path else { return "is the server running, and is this its address?" }
      return Self.isSocket(path)
        ? "no server listens there any more; start it" : "this file is not a socket"
    case ENOENT: return "there is no such socket; is the server running, and is this its path?"
    case ENOTDIR: return "a part of the path is not a folder"
    case EACCES, EPERM: return "the socket, its folder or a firewall does not let this user in"
    case ETIMEDOUT: return "is the address right, and does a firewall drop what is sent to it?"
    case ENETUNREACH, EHOSTUNREACH: return "this machine has no way there"
    case EADDRNOTAVAIL:
      return lacksLoopback
        ? "this machine has no IPv6 loopback; give 127.0.0.1"
        : "no local port is left for this address: use fewer connections, wait for closed ones "
          + "(TIME_WAIT), or widen net.ipv4.ip_local_port_range"
    case EAGAIN:
      // connect(2) of a unix socket whose queue is full.
      return "the server does not accept its connections fast enough"
    default: return nil
    }
  }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }
}
