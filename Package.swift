// swift-tools-version: 6.2

import PackageDescription

// The manifest is the architecture: one target per stage, and imports point down the floors.
// Sources/README.md is the one-minute tour.

/// What every target of ours is held to.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Targets on the path of a call are optimized in debug builds too, because `swift run` builds debug:
/// an unoptimized engine would measure itself.
let hot: [SwiftSetting] = [
  .unsafeFlags(["-O"], .when(configuration: .debug)),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// No pointer may appear above the unsafe floors.
let safe: [SwiftSetting] = [.strictMemorySafety()]

/// The commit that results name, if the build is told it, as `make` does. It is not asked for here:
/// SwiftPM keeps what a manifest has once said.
let commit: [CSetting] =
  Context.environment["GRPCBENCH_COMMIT"].map { commit in
    let word = commit.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    return [.define("GRPCBENCH_COMMIT", to: "\"\(word)\"")]
  } ?? []

let package = Package(
  name: "grpcbench",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "grpcbench", targets: ["grpcbench"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    // Floor 0: C only.
    .target(name: "CLinux", cSettings: commit),
    .systemLibrary(
      name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .target(name: "CNumbers", cxxSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Floor 1: when, and the memory that bytes pass through.
    .target(name: "Timing", swiftSettings: strict + hot + safe),
    .target(name: "Bytes", dependencies: ["CZlib"], swiftSettings: strict + hot),

    // Floor 2: bytes, frames, samples, questions.
    .target(
      name: "Transport", dependencies: ["Bytes", "CLinux", "COpenSSL", "Timing"],
      swiftSettings: strict + hot),
    .target(
      name: "HTTP2", dependencies: ["Bytes", "CNGHTTP2", "Timing"], swiftSettings: strict + hot),
    .target(name: "JSON", dependencies: ["Bytes", "CNumbers"], swiftSettings: strict + hot),
    .target(name: "HTTP1", dependencies: ["Bytes"], swiftSettings: strict + hot + safe),
    .target(
      name: "Statistics",
      dependencies: [
        "Bytes", "Timing", .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: strict + hot + safe),
    .target(
      name: "Scenarios", dependencies: ["Bytes", "Timing", "Yams"], swiftSettings: strict + safe),

    // Floor 3: calls.
    .target(
      name: "GRPC", dependencies: ["Bytes", "HTTP2", "Timing"], swiftSettings: strict + hot + safe),
    .target(
      name: "GreetService",
      dependencies: [
        "Bytes", "JSON", "Timing", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: hot),

    // Floor 4: calls without gRPC's framing, and what is spent on messages.
    .target(
      name: "Codecs",
      dependencies: [
        "Bytes", "GreetService", "Statistics", "Timing", "Transport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict + hot + safe),
    .target(
      name: "Connect",
      dependencies: [
        "Bytes", "GRPC", "JSON", "Timing",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict + hot + safe),

    // Floor 5: the two ends.
    .target(
      name: "Load",
      dependencies: [
        "Bytes", "Connect", "GRPC", "GreetService", "HTTP1", "HTTP2", "Scenarios", "Statistics",
        "Timing", "Transport",
      ],
      swiftSettings: strict + hot + safe),
    .target(
      name: "ReferenceServer",
      dependencies: [
        "Bytes", "Connect", "GRPC", "GreetService", "HTTP1", "HTTP2", "Scenarios", "Timing",
        "Transport",
      ],
      swiftSettings: strict + hot + safe),

    // Floor 6: what happened, kept, and gRPC's interoperability tests.
    .target(
      name: "Interop",
      dependencies: [
        "Bytes", "GRPC", "HTTP2", "ReferenceServer", "Timing", "Transport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict + hot + safe),
    .target(
      name: "Results", dependencies: ["Bytes", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict + safe),
    .target(
      name: "Ladder", dependencies: ["Bytes", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict + hot + safe),

    // Floor 7: how to tell it.
    .target(
      name: "Reports",
      dependencies: ["Bytes", "Ladder", "Results", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict + safe),

    .target(
      name: "Gate", dependencies: ["Results", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict + safe),

    // Floor 8: the command.
    .executableTarget(
      name: "grpcbench",
      dependencies: [
        "Bytes", "Codecs", "GRPC", "Gate", "HTTP2", "Interop", "Ladder", "Load", "ReferenceServer",
        "Reports", "Results", "Scenarios", "Statistics", "Timing", "Transport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict + safe),

    // Tests.
    .testTarget(name: "TimingTests", dependencies: ["Timing"], swiftSettings: strict),
    .testTarget(
      name: "ScenariosTests", dependencies: ["Bytes", "Scenarios", "Timing"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Gate", "GRPC", "grpcbench", "Interop", "Load", "ReferenceServer", "Results", "Scenarios",
        "Statistics", "Timing", "Transport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests",
      dependencies: [
        "Bytes", "CAllocations", "Statistics", "Timing",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ResultsTests", dependencies: ["Results", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Reports", "Results", "Scenarios", "Statistics", "Timing",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "GateTests", dependencies: ["Gate", "Results", "Scenarios", "Statistics", "Timing"],
      swiftSettings: strict),
    .testTarget(
      name: "HTTP1Tests", dependencies: ["Bytes", "HTTP1", "Timing"], swiftSettings: strict),
    .testTarget(
      name: "LadderTests",
      dependencies: ["Bytes", "Ladder", "Reports", "Scenarios", "Statistics", "Timing"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "CodecsTests", dependencies: ["Bytes", "Codecs", "Statistics", "Timing"],
      swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "Timing"], swiftSettings: strict),
    .testTarget(name: "GRPCTests", dependencies: ["Bytes", "GRPC", "Timing"], swiftSettings: strict),
    .testTarget(
      name: "ConnectTests", dependencies: ["Bytes", "Connect", "GRPC", "Timing"],
      swiftSettings: strict),
    .testTarget(name: "HouseStyleTests", swiftSettings: strict),
    // The command against peers that are not ours: Tests/Peers.
    .testTarget(
      name: "PeersTests",
      dependencies: [
        "Bytes", "GreetService", "Ladder", "PayloadSamples", "Statistics", "Timing", "grpcbench",
      ],
      swiftSettings: strict),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "Timing"], swiftSettings: strict),
    // Optimized, because it plays hundreds of thousands of connections.
    .testTarget(
      name: "HTTP2Tests", dependencies: ["Bytes", "CNGHTTP2", "HTTP2", "Timing"],
      swiftSettings: strict + hot),
    .testTarget(
      name: "TransportTests", dependencies: ["Bytes", "COpenSSL", "Timing", "Transport"],
      swiftSettings: strict),
    .testTarget(
      name: "LoadTests",
      dependencies: [
        "Bytes", "CAllocations", "Connect", "GRPC", "GreetService", "HTTP1", "HTTP2", "Load",
        "ReferenceServer", "Results", "Scenarios", "Statistics", "Timing", "Transport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReferenceServerTests",
      dependencies: [
        "Bytes", "CAllocations", "Connect", "GRPC", "GreetService", "HTTP1", "HTTP2",
        "ReferenceServer", "Scenarios", "Timing", "Transport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GreetServiceTests",
      dependencies: [
        "Bytes", "GreetService", "PayloadSamples",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
    // Payloads with the values at which codecs go wrong.
    .target(
      name: "PayloadSamples",
      dependencies: [
        "GreetService", "Timing", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      path: "Tests/PayloadSamples", swiftSettings: strict),
    // Counts the allocations of a thread, for the proof that a call costs none.
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    // What the pages say: commands that run, links that lead somewhere, names and numbers that are so.
    .testTarget(
      name: "DocumentationTests", dependencies: ["grpcbench", "Results", "Scenarios", "Timing"],
      swiftSettings: strict),
    .testTarget(
      name: "InteropTests",
      dependencies: [
        "GRPC", "HTTP2", "Interop", "ReferenceServer", "Timing", "Transport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict),
    // What the fuzzer feeds, and all that it has collected as tests.
    .target(
      name: "FuzzEntries", dependencies: ["Bytes", "CNGHTTP2", "GRPC", "HTTP1", "HTTP2", "JSON"],
      path: "Tests/Fuzz/Entries", swiftSettings: strict + hot),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzEntries"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
