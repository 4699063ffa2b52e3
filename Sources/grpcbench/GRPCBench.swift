import ArgumentParser

@main
struct GRPCBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "grpcbench")
}
