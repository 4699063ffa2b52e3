// greet.Greeter on grpc++ (callback API): prints `listening on ...`, and after SIGTERM
// `{"served": N}`. With --certificate and --key over TLS, with --client-ca for known clients alone.

#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "greet.grpc.pb.h"

namespace {

/// Answers "Hello, NAME!" and counts the answers.
class Greeter final : public greet::Greeter::CallbackService {
 public:
  grpc::ServerUnaryReactor* SayHello(grpc::CallbackServerContext* context,
                                     const greet::HelloRequest* request,
                                     greet::HelloResponse* response) override {
    response->set_message("Hello, " + request->name() + "!");
    served_.fetch_add(1, std::memory_order_relaxed);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  long served() const { return served_.load(); }

 private:
  std::atomic<long> served_{0};
};

/// The value after an option, or a default.
std::string Option(int count, char** words, const char* name, const std::string& otherwise) {
  for (int i = 1; i + 1 < count; ++i) {
    if (std::strcmp(words[i], name) == 0) return words[i + 1];
  }
  return otherwise;
}

std::string Text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<grpc::ServerCredentials> Credentials(int count, char** words) {
  const std::string certificate = Option(count, words, "--certificate", "");
  if (certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back(
      {Text(Option(count, words, "--key", "")), Text(certificate)});
  const std::string authorities = Option(count, words, "--client-ca", "");
  if (!authorities.empty()) {
    options.pem_root_certs = Text(authorities);
    options.client_certificate_request = GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return grpc::SslServerCredentials(options);
}

/// Waits for SIGTERM or SIGINT, or until the process that started this one is gone.
void AwaitEnd(const sigset_t& ends, pid_t parent) {
  const timespec half_second{0, 500'000'000};
  while (sigtimedwait(&ends, nullptr, &half_second) < 0) {
    if (getppid() != parent) return;
  }
}

}  // namespace

int main(int count, char** words) {
  const pid_t parent = getppid();
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  // Blocked before any thread exists, so that only the wait below sees them.
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  Greeter greeter;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(Option(count, words, "--listen", "127.0.0.1:0"),
                           Credentials(count, words), &port);
  const int streams = std::atoi(Option(count, words, "--max-concurrent-streams", "0").c_str());
  if (streams > 0) builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, streams);
  builder.RegisterService(&greeter);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "greeter_server: cannot listen; choose another --listen address" << std::endl;
    return 1;
  }

  std::cout << "listening on 127.0.0.1:" << port << std::endl;
  AwaitEnd(ends, parent);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  std::cout << "{\"served\": " << greeter.served() << "}" << std::endl;
  return 0;
}
