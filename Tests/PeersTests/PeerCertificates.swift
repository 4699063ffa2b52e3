import Foundation

/// The certificates of these tests, made by openssl(1) once for all of them; see
/// Tests/Certificates.
enum PeerCertificates {
  static let folder: String? = {
    let folder = Peer.newPath("-certificates")
    let maker = try? Program.run(["/bin/sh", Peer.path("Tests/Certificates/make.sh"), folder])
    atexit { PeerCertificates.remove() }
    return maker?.status == 0 ? folder : nil
  }()

  static let areThere = folder != nil
  static let areMissing = "openssl(1) did not make certificates; install openssl"

  static func path(_ name: String) -> String { "\(folder ?? "")/\(name)" }

  /// The options that make an end be someone.
  static func identity(_ name: String) -> [String] {
    ["--certificate", path("\(name).pem"), "--key", path("\(name).key")]
  }

  private static func remove() {
    if let folder { try? FileManager.default.removeItem(atPath: folder) }
  }
}
