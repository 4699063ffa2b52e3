/// The floors of the architecture: a target may import only targets that stand below it.
enum Floors {
  static let table: [Substring: Int] = [
    "CLinux": 0, "CNGHTTP2": 0, "COpenSSL": 0, "CZlib": 0,
    "Timing": 1, "Bytes": 1,
    "Transport": 2, "HTTP1": 2, "HTTP2": 2, "Statistics": 2, "Scenarios": 2,
    "GRPC": 3, "GreetService": 3,
    "Connect": 4,
    "Load": 5, "ReferenceServer": 5,
    "Results": 6, "Interop": 6,
    "Reports": 7, "Gate": 7,
    "grpcbench": 8,
  ]

  /// The only targets that may hold a pointer.
  static let unsafe: Set<Substring> = ["Bytes", "HTTP2", "Transport"]

  /// The only target that writes to the terminal.
  static let command: Substring = "grpcbench"
}
