import Foundation

@testable import Transport

/// The certificates of these tests, made by openssl(1) once for all of them; see
/// Tests/Certificates.
enum Certificates {
  /// The folder they are in; nil where there is no openssl(1).
  static let folder: URL? = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("grpcbench-certificates-\(ProcessInfo.processInfo.processIdentifier)")
    let maker = Process()
    maker.executableURL = URL(fileURLWithPath: "/bin/sh")
    maker.arguments = [
      tests.appendingPathComponent("Certificates/make.sh").path, folder.path,
    ]
    guard (try? maker.run()) != nil else { return nil }
    maker.waitUntilExit()
    atexit { Certificates.remove() }
    return maker.terminationStatus == 0 ? folder : nil
  }()

  static let areThere = folder != nil
  static let areMissing = "openssl(1) did not make certificates; install openssl"

  private static func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }

  static func path(_ name: String) -> String {
    folder?.appendingPathComponent(name).path ?? name
  }

  static func file(_ name: String) throws -> PEMFile {
    try PEMFile(path: path("\(name).pem"))
  }

  static func identity(_ name: String) throws -> TLSIdentity {
    try TLSIdentity(certificate: path("\(name).pem"), key: path("\(name).key"))
  }
}
