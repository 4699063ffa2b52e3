import Glibc

/// Tells addresses from names, which TLS treats differently.
enum IPAddress {
  /// Whether the text is an IPv4 or IPv6 address, without brackets.
  static func isOne(_ text: String) -> Bool {
    var memory = in6_addr()
    return inet_pton(AF_INET, text, &memory) == 1 || inet_pton(AF_INET6, text, &memory) == 1
  }
}
