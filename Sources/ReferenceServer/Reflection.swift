import Foundation
import GreetService
import SwiftProtobuf

/// What the server says about its services: gRPC's server reflection, whose two versions have the
/// same messages.
enum Reflection {
  private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
  private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

  /// The answer to one request; nil when the bytes are none.
  static func answer(to bytes: Span<UInt8>, _ guests: GuestServices? = nil) -> [UInt8]? {
    let raw = unsafe bytes.bytes
    guard let request = try? Request(serializedBytes: raw) else { return nil }
    var response = Response()
    response.validHost = request.host
    response.originalRequest = request
    response.messageResponse = answer(
      request.messageRequest,
      guests?.services ?? ServerMethod.services,
      guests?.files ?? files
    )
    return try? response.serializedBytes()
  }

  private static func answer(
    _ request: Request.OneOf_MessageRequest?,
    _ services: [String],
    _ files: DescribedFiles
  ) -> Response.OneOf_MessageResponse {
    switch request {
    case .listServices:
      return .listServicesResponse(
        .with { list in
          list.service = services.map { name in .with { $0.name = name } }
        }
      )
    case .fileByFilename(let name):
      guard let file = files.byName[name] else { return notFound("no file \(name)") }
      return .fileDescriptorResponse(.with { $0.fileDescriptorProto = [file] })
    case .fileContainingSymbol(let symbol):
      guard let file = files.bySymbol[symbol] else { return notFound("no symbol \(symbol)") }
      return .fileDescriptorResponse(.with { $0.fileDescriptorProto = [file] })
    case .fileContainingExtension(let asked):
      return notFound("no extension \(asked.extensionNumber) of \(asked.containingType)")
    case .allExtensionNumbersOfType(let type):
      guard files.messages.contains(type) else { return notFound("no type \(type)") }
      return .allExtensionNumbersResponse(.with { $0.baseTypeName = type })
    case nil:
      return error(.with { ($0.errorCode, $0.errorMessage) = (3, "the request asks nothing") })
    }
  }

  private static func notFound(_ message: String) -> Response.OneOf_MessageResponse {
    error(.with { ($0.errorCode, $0.errorMessage) = (5, message) })
  }

  private static func error(
    _ error: Grpc_Reflection_V1_ErrorResponse
  ) -> Response.OneOf_MessageResponse { .errorResponse(error) }

  /// The files of the server's own services.
  static var ownFiles: [[UInt8]] { Descriptors.all }

  /// Made at the first question.
  private static let files = DescribedFiles(ownFiles)
}

/// The protocol files that the server can describe, and where each of their symbols stands.
struct DescribedFiles {
  private(set) var byName: [String: Data] = [:]
  private(set) var bySymbol: [String: Data] = [:]
  private(set) var messages: Set<String> = []

  init(_ files: [[UInt8]]) {
    for bytes in files {
      guard let file = try? Google_Protobuf_FileDescriptorProto(serializedBytes: bytes) else {
        preconditionFailure("a descriptor of \(bytes.count) bytes is none")
      }
      let data = Data(bytes)
      byName[file.name] = data
      for service in file.service {
        let name = "\(file.package).\(service.name)"
        bySymbol[name] = data
        for method in service.method { bySymbol["\(name).\(method.name)"] = data }
      }
      for message in file.messageType { add(message, in: file.package, data) }
      for kind in file.enumType { add(kind, in: file.package, data) }
    }
  }

  private mutating func add(
    _ message: Google_Protobuf_DescriptorProto,
    in scope: String,
    _ data: Data
  ) {
    let name = "\(scope).\(message.name)"
    bySymbol[name] = data
    messages.insert(name)
    for field in message.field { bySymbol["\(name).\(field.name)"] = data }
    for choice in message.oneofDecl { bySymbol["\(name).\(choice.name)"] = data }
    for inner in message.nestedType { add(inner, in: name, data) }
    for kind in message.enumType { add(kind, in: name, data) }
  }

  private mutating func add(
    _ kind: Google_Protobuf_EnumDescriptorProto,
    in scope: String,
    _ data: Data
  ) {
    bySymbol["\(scope).\(kind.name)"] = data
    // The values of an enum stand beside it, not in it.
    for value in kind.value { bySymbol["\(scope).\(value.name)"] = data }
  }
}
