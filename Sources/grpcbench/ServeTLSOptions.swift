import ArgumentParser
import Scenarios
import Transport

/// The options for how the reference server secures its connections.
struct ServeTLSOptions: ParsableArguments {
  @Flag(help: "Use TLS, without --certificate with a new one for localhost that nobody knows.")
  var tls = false

  @Option(
    parsing: .unconditional,
    help: .init("The server's certificate and those that lead to its CA.", valueName: "file")
  )
  var certificate: String?

  @Option(parsing: .unconditional, help: .init("The key to it.", valueName: "file"))
  var key: String?

  @Option(
    parsing: .unconditional,
    help: .init("Demand certificates of clients, signed by these authorities.", valueName: "file")
  )
  var clientCA: String?

  /// What they mean on this machine: files are read and tried.
  func options() throws(Complaint) -> TLSServerOptions? {
    guard tls || certificate != nil || key != nil || clientCA != nil else { return nil }
    if certificate == nil, key != nil {
      throw Complaint("--key needs --certificate; give both")
    }
    if key == nil, certificate != nil {
      throw Complaint("--certificate needs --key; give both")
    }
    do {
      let identity: TLSIdentity
      if let certificate, let key {
        identity = try TLSIdentity(certificate: certificate, key: key)
      } else {
        identity = try TLSIdentity.throwaway()
      }
      var options = TLSServerOptions(identity)
      if let clientCA { options.clientAuthorities = try PEMFile(path: clientCA) }
      options.keyLogFile = TLSEnvironment.keyLogFile
      _ = try TLSContext(server: options)
      return options
    } catch {
      throw Complaint("\(error)")
    }
  }
}
