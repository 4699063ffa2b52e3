import ArgumentParser
import Interop
import ReferenceServer
import Scenarios

/// The options for gRPC's interoperability tests beside the server's own services.
struct ServingTests: ParsableArguments {
  @Flag(help: "Serve them too: grpc.testing.TestService.")
  var interop = false

  @Option("The same, misbehaving in one of the ways of the negative tests.", "name")
  var misbehave: String?

  /// Adds what they ask for to the server.
  func adapt(_ options: inout ServerOptions) throws(Complaint) {
    let misbehaviour: Misbehaviour? =
      if let misbehave { try Entry(misbehave, subject: "--misbehave").word() } else { nil }
    if interop || misbehaviour != nil { options.guests = TestService.guests(misbehaviour) }
    misbehaviour?.adapt(&options)
  }
}
