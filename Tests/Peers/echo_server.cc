// test.Echo on grpc++ (generic callback API): raw bytes, in each of gRPC's four kinds of call.
//
// Unary and Bidi answer each message with itself, ServerStream answers its one `--messages` times,
// ClientStream answers with the first of its messages once all have come. Prints `listening on ...`,
// and after SIGTERM `{"served": N, "received": n, "sent": n, "unequal": n}`: calls, messages each
// way, and messages of ClientStream that were not like their first.

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

/// What all calls have come to.
struct Count {
  std::atomic<long> served{0}, received{0}, sent{0}, unequal{0};
};

/// One call of any kind: which messages it answers, and how often.
class Echo final : public grpc::ServerGenericBidiReactor {
 public:
  Echo(const std::string& method, int messages, Count* count)
      : copies_(method == "/test.Echo/ServerStream" ? messages : 1),
        keeps_first_(method == "/test.Echo/ClientStream"),
        count_(count) {
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return AllHasCome();
    ++count_->received;
    if (!keeps_first_) return Answer(copies_);
    std::string bytes = BytesOf(message_);
    if (received_++ == 0) {
      first_ = message_;
      first_bytes_ = std::move(bytes);
    } else if (bytes != first_bytes_) {
      ++count_->unequal;
    }
    StartRead(&message_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::UNKNOWN, "an answer was not sent"));
    ++count_->sent;
    if (--left_ > 0) return StartWrite(&answer_);
    if (keeps_first_) return FinishOK();
    StartRead(&message_);
  }

  void OnDone() override { delete this; }

 private:
  void AllHasCome() {
    if (!keeps_first_ || received_ == 0) return FinishOK();
    message_ = first_;
    Answer(1);
  }

  void Answer(int copies) {
    answer_ = message_;
    left_ = copies;
    StartWrite(&answer_);
  }

  void FinishOK() {
    ++count_->served;
    Finish(grpc::Status::OK);
  }

  static std::string BytesOf(const grpc::ByteBuffer& buffer) {
    std::vector<grpc::Slice> slices;
    std::string bytes;
    if (!buffer.Dump(&slices).ok()) return bytes;
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    return bytes;
  }

  const int copies_;
  const bool keeps_first_;
  Count* const count_;
  grpc::ByteBuffer message_, answer_, first_;
  std::string first_bytes_;
  int received_ = 0;
  int left_ = 0;
};

/// Makes an Echo of each call whatever its method.
class Service final : public grpc::CallbackGenericService {
 public:
  Service(int messages, bool compresses) : messages_(messages), compresses_(compresses) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    if (compresses_) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return new Echo(context->method(), messages_, &count_);
  }

  const Count& count() const { return count_; }

 private:
  const int messages_;
  const bool compresses_;
  Count count_;
};

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

  int messages = 3;
  bool compresses = false;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(words[i], "--gzip") == 0) compresses = true;
    if (std::strcmp(words[i], "--messages") == 0 && i + 1 < count) {
      messages = std::atoi(words[i + 1]);
    }
  }
  Service echo(messages, compresses);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(&echo);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "echo_server: cannot listen on 127.0.0.1" << std::endl;
    return 1;
  }
  std::cout << "listening on 127.0.0.1:" << port << std::endl;
  AwaitEnd(ends, parent);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  const Count& all = echo.count();
  std::cout << "{\"served\": " << all.served << ", \"received\": " << all.received
            << ", \"sent\": " << all.sent << ", \"unequal\": " << all.unequal << "}" << std::endl;
  return 0;
}
