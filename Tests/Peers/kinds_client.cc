// A grpc++ client of greet.Greeter: every kind of call, with messages of telling sizes.
//
// kinds_client TARGET --sizes 0,3,... [--gzip] [--max-message-size BYTES] [--ca FILE
// [--certificate FILE --key FILE]]. Compares each answer with what it must be, and prints one line
// of JSON: {"calls": n, "sent": n, "received": n, "wrong": n, "complaints": [...]}.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "greet.grpc.pb.h"

namespace {

using greet::HelloRequest;
using greet::HelloResponse;
using Texts = std::vector<std::string>;

constexpr int kCopies = 2;

/// A name that makes a HelloRequest of so many bytes: a tag, a length of seven bits a byte.
std::string NameOf(size_t size) {
  if (size == 0) return "";
  size_t prefix = 1;
  while (size - 1 - prefix >= size_t{1} << 7 * prefix) ++prefix;
  std::string name(size - 1 - prefix, ' ');
  // Letters that follow no short period, so that a piece out of place is seen.
  for (size_t i = 0; i < name.size(); ++i) name[i] = 'a' + (i * i + i / 26) % 26;
  return name;
}

std::string Text(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Makes the calls, and counts and judges what comes back.
class Client {
 public:
  Client(const std::shared_ptr<grpc::Channel>& channel, bool compresses, const Texts& names)
      : greeter_(greet::Greeter::NewStub(channel)), compresses_(compresses) {
    for (const std::string& name : names) {
      all_names_ += (requests_.empty() ? "" : ", ") + name;
      requests_.emplace_back().set_name(name);
      answers_.push_back("Hello, " + name + "!");
    }
  }

  void Run() {
    for (size_t i = 0; i < requests_.size(); ++i) {
      Check(1, {answers_[i]}, [&](grpc::ClientContext* context, Texts* got) {
        return Unary(context, requests_[i], got);
      });
      Check(1, Texts(kCopies, answers_[i]), [&](grpc::ClientContext* context, Texts* got) {
        return ServerStream(context, requests_[i], got);
      });
    }
    Check(requests_.size(), {"Hello, " + all_names_ + "!"},
          [&](grpc::ClientContext* context, Texts* got) { return ClientStream(context, got); });
    Check(requests_.size(), answers_,
          [&](grpc::ClientContext* context, Texts* got) { return Bidi(context, got); });
  }

  void Print() const {
    std::cout << "{\"calls\": " << calls_ << ", \"sent\": " << sent_
              << ", \"received\": " << received_ << ", \"wrong\": " << complaints_.size()
              << ", \"complaints\": [";
    for (size_t i = 0; i < complaints_.size(); ++i) {
      std::cout << (i ? ", \"" : "\"") << complaints_[i] << '"';
    }
    std::cout << "]}" << std::endl;
  }

 private:
  grpc::Status Unary(grpc::ClientContext* context, const HelloRequest& request, Texts* got) {
    HelloResponse response;
    grpc::Status status = greeter_->SayHello(context, request, &response);
    if (status.ok()) got->push_back(response.message());
    return status;
  }

  grpc::Status ServerStream(grpc::ClientContext* context, const HelloRequest& request,
                            Texts* got) {
    context->AddMetadata("grpcbench-messages", std::to_string(kCopies));
    auto stream = greeter_->SayHelloServerStream(context, request);
    HelloResponse response;
    while (stream->Read(&response)) got->push_back(response.message());
    return stream->Finish();
  }

  grpc::Status ClientStream(grpc::ClientContext* context, Texts* got) {
    HelloResponse response;
    auto stream = greeter_->SayHelloClientStream(context, &response);
    for (const HelloRequest& request : requests_) {
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    grpc::Status status = stream->Finish();
    if (status.ok()) got->push_back(response.message());
    return status;
  }

  grpc::Status Bidi(grpc::ClientContext* context, Texts* got) {
    auto stream = greeter_->SayHelloBidi(context);
    HelloResponse response;
    for (const HelloRequest& request : requests_) {
      if (!stream->Write(request) || !stream->Read(&response)) break;
      got->push_back(response.message());
    }
    stream->WritesDone();
    return stream->Finish();
  }

  void Check(size_t sent, const Texts& expected,
             const std::function<grpc::Status(grpc::ClientContext*, Texts*)>& call) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(120));
    if (compresses_) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    Texts got;
    const grpc::Status status = call(&context, &got);
    ++calls_;
    sent_ += sent;
    received_ += got.size();
    if (status.ok() && got == expected) return;
    std::ostringstream complaint;
    complaint << got.size() << " of " << expected.size() << " answers, status "
              << status.error_code() << " " << status.error_message();
    complaints_.push_back(complaint.str());
  }

  std::unique_ptr<greet::Greeter::Stub> greeter_;
  const bool compresses_;
  std::vector<HelloRequest> requests_;
  Texts answers_;
  std::string all_names_;
  size_t calls_ = 0, sent_ = 0, received_ = 0;
  Texts complaints_;
};

}  // namespace

int main(int count, char** words) {
  bool compresses = false;
  int limit = 4 << 20;
  grpc::SslCredentialsOptions secrets;
  Texts names;
  for (int i = 2; i < count; ++i) {
    if (std::strcmp(words[i], "--gzip") == 0) compresses = true;
    if (i + 1 == count) break;
    if (std::strcmp(words[i], "--max-message-size") == 0) limit = std::atoi(words[i + 1]);
    if (std::strcmp(words[i], "--ca") == 0) secrets.pem_root_certs = Text(words[i + 1]);
    if (std::strcmp(words[i], "--certificate") == 0) secrets.pem_cert_chain = Text(words[i + 1]);
    if (std::strcmp(words[i], "--key") == 0) secrets.pem_private_key = Text(words[i + 1]);
    if (std::strcmp(words[i], "--sizes") == 0) {
      std::istringstream sizes(words[i + 1]);
      for (std::string size; std::getline(sizes, size, ',');) {
        names.push_back(NameOf(std::strtoul(size.c_str(), nullptr, 10)));
      }
    }
  }
  if (count < 2 || names.empty()) {
    std::cerr << "kinds_client: give a target and --sizes" << std::endl;
    return 2;
  }
  names.push_back("x");
  grpc::ChannelArguments settings;
  settings.SetMaxReceiveMessageSize(limit);
  const auto credentials = secrets.pem_root_certs.empty() ? grpc::InsecureChannelCredentials()
                                                          : grpc::SslCredentials(secrets);
  Client client(grpc::CreateCustomChannel(words[1], credentials, settings), compresses, names);
  client.Run();
  client.Print();
  return 0;
}
