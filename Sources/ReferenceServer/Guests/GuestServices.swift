import GRPC
public import HTTP2
import Synchronization

/// Services that the reference server has beside its own, such as those of a conformance suite.
///
/// Their calls are played by values of their own (`GuestCall`), which say what is sent and when;
/// the server does the rest: framing, compression, windows, waiting, counting. They are listed and
/// described like its own services, and the laboratory leaves them alone.
public struct GuestServices: Sendable {
  /// What tells one set of services from another with the same methods.
  public let name: String
  /// The methods, such as `/grpc.testing.TestService/EmptyCall`; their order gives their numbers.
  public let paths: [String]
  /// Begins a call of the method with this number, whose head has these fields.
  let begin: @Sendable (Int, [HeaderField]) -> any GuestCall

  /// The server's own methods, then these.
  let table: MethodTable
  /// The full names of all services of the server.
  let services: [String]
  private let catalogue: Catalogue

  /// - Parameters:
  ///   - name: What tells these services from others with the same methods.
  ///   - paths: The methods.
  ///   - descriptors: The `FileDescriptorProto`s of their files, serialized.
  ///   - begin: Makes a call from the number of its method and the fields of its head.
  public init(
    name: String,
    paths: [String],
    descriptors: [[UInt8]],
    begin: @escaping @Sendable (Int, [HeaderField]) -> any GuestCall
  ) {
    self.name = name
    self.paths = paths
    self.begin = begin
    table = MethodTable(
      paths: ServerMethod.own.map(\.path) + paths,
      plainRoute: ServerMethod.plain.path
    )
    var services = ServerMethod.services
    for path in paths {
      let service = String(path.dropFirst().prefix { $0 != "/" })
      if !services.contains(service) { services.append(service) }
    }
    self.services = services
    catalogue = Catalogue(Reflection.ownFiles + descriptors)
  }

  /// The files that describe all services.
  var files: DescribedFiles { catalogue.files }
}

/// The files that describe services, taken apart at the first question about them.
private final class Catalogue: Sendable {
  private let descriptors: [[UInt8]]
  private let made = Mutex<DescribedFiles?>(nil)

  init(_ descriptors: [[UInt8]]) {
    self.descriptors = descriptors
  }

  var files: DescribedFiles {
    made.withLock { made in
      let files = made ?? DescribedFiles(descriptors)
      made = files
      return files
    }
  }
}

extension GuestServices: Equatable {
  public static func == (one: GuestServices, other: GuestServices) -> Bool {
    one.name == other.name && one.paths == other.paths
  }
}

/// One call of a guest's method: it hears the request and says, step by step, what is to be done.
///
/// After each message, and after the end of the requests, the server takes steps until one of them
/// waits or ends the call; after the end of the requests none may wait for another one.
public protocol GuestCall {
  /// What the response's head has beside the usual fields.
  var initialMetadata: [HeaderField] { get }
  /// What the trailers have beside the status.
  var trailingMetadata: [HeaderField] { get }

  /// Takes a whole request message, decompressed.
  mutating func take(_ message: [UInt8], isCompressed: Bool)
  /// The client sends nothing more.
  mutating func endRequests()
  /// What is to be done now that all steps before are done.
  mutating func next() -> GuestStep
}
