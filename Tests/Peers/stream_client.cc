// Streams of greet.Greeter on grpc++, as fast as its user can make them: one channel, one thread
// that drives all calls from one completion queue, messages that are made once and reused.
//
// usage: stream_client PORT server|client|pingpong|flood STREAMS MESSAGES SECONDS [sync]
//
// Prints {"messages": n, "seconds": s, "cpu_s": s} for the time from the first call to the end of the
// last second; a message of a bidirectional kind is one there and its answer. CPU is that of the
// whole process.
// `sync` takes the synchronous API instead, with a thread for each stream: to know which is faster.

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "greet.grpc.pb.h"

namespace {

using Clock = std::chrono::steady_clock;
using greet::HelloRequest;
using greet::HelloResponse;

enum class Kind { kServer, kClient, kPingPong, kFlood };

/// What every call needs to know, and the count that they share.
struct Run {
  Kind kind;
  int streams;
  int messages;
  Clock::time_point end;
  greet::Greeter::Stub* stub;
  HelloRequest request;
  std::atomic<long> moved{0};

  bool IsOver() const { return Clock::now() >= end; }
};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "stream_client: %s\n", what.c_str());
  std::_Exit(1);
}

void Check(const grpc::Status& status, int got, int wanted) {
  if (!status.ok()) Fail("a call failed: " + status.error_message());
  if (got != wanted) Fail("a call brought " + std::to_string(got) + " messages");
}

double CPU() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void Ask(grpc::ClientContext& context, const Run& run) {
  if (run.kind != Kind::kServer) return;
  context.AddMetadata("grpcbench-messages", std::to_string(run.messages));
}

/// Lets the transport gather small messages; the last one of a call flushes.
grpc::WriteOptions Gathered(bool is_last) {
  grpc::WriteOptions options;
  if (!is_last) options.set_buffer_hint();
  return options;
}

/// One place for calls one after the other, driven by the events of the completion queue.
class Place {
 public:
  enum Event { kStarted, kRead, kWritten, kHalfClosed, kFinished };
  struct Tag {
    Place* place;
    Event event;
  };

  Place(Run& run, grpc::CompletionQueue& queue) : run_(run), queue_(queue) {
    for (int event = kStarted; event <= kFinished; ++event) {
      tags_[event] = {this, static_cast<Event>(event)};
    }
  }
  virtual ~Place() = default;

  virtual void Start() = 0;
  virtual void Take(Event event, bool ok) = 0;

 protected:
  void Renew() {
    context_ = std::make_unique<grpc::ClientContext>();
    Ask(*context_, run_);
    sent_ = received_ = 0;
  }

  void* On(Event event) { return &tags_[event]; }
  void Count() { run_.moved.fetch_add(1, std::memory_order_relaxed); }

  Run& run_;
  grpc::CompletionQueue& queue_;
  std::unique_ptr<grpc::ClientContext> context_;
  HelloResponse response_;
  grpc::Status status_;
  int sent_ = 0, received_ = 0;

 private:
  Tag tags_[kFinished + 1];
};

class ServerStream final : public Place {
 public:
  using Place::Place;

  void Start() override {
    // It lives in its call's memory, which the old context holds.
    stream_.reset();
    Renew();
    stream_ =
        run_.stub->AsyncSayHelloServerStream(context_.get(), run_.request, &queue_, On(kStarted));
  }

  void Take(Event event, bool ok) override {
    if (event == kFinished) {
      Check(status_, received_, run_.messages);
      return Start();
    }
    if (event == kRead && ok) {
      ++received_;
      Count();
    }
    if (ok) {
      stream_->Read(&response_, On(kRead));
    } else {
      stream_->Finish(&status_, On(kFinished));
    }
  }

 private:
  std::unique_ptr<grpc::ClientAsyncReader<HelloResponse>> stream_;
};

class ClientStream final : public Place {
 public:
  using Place::Place;

  void Start() override {
    stream_.reset();
    Renew();
    stream_ =
        run_.stub->AsyncSayHelloClientStream(context_.get(), &response_, &queue_, On(kStarted));
  }

  void Take(Event event, bool ok) override {
    if (event == kFinished) {
      Check(status_, sent_, run_.messages);
      return Start();
    }
    if (event == kWritten && ok) {
      ++sent_;
      Count();
    }
    if (!ok || event == kHalfClosed) {
      stream_->Finish(&status_, On(kFinished));
    } else if (sent_ < run_.messages) {
      stream_->Write(run_.request, Gathered(sent_ + 1 == run_.messages), On(kWritten));
    } else {
      stream_->WritesDone(On(kHalfClosed));
    }
  }

 private:
  std::unique_ptr<grpc::ClientAsyncWriter<HelloRequest>> stream_;
};

class BidiStream final : public Place {
 public:
  using Place::Place;

  void Start() override {
    stream_.reset();
    Renew();
    ends_ = 0;
    stream_ = run_.stub->AsyncSayHelloBidi(context_.get(), &queue_, On(kStarted));
  }

  void Take(Event event, bool ok) override {
    const bool in_turns = run_.kind == Kind::kPingPong;
    switch (event) {
      case kStarted:
        if (!ok) return Finish();
        Write();
        return Read();
      case kWritten:
        if (!ok) return;
        ++sent_;
        if (!in_turns || received_ == sent_) Write();
        return;
      case kRead:
        if (!ok) return Finish();
        ++received_;
        Count();
        if (in_turns && received_ == sent_) Write();
        return Read();
      case kFinished:
        Check(status_, received_, run_.messages);
        [[fallthrough]];
      case kHalfClosed:
        if (++ends_ == 2) Start();
        return;
    }
  }

 private:
  void Read() { stream_->Read(&response_, On(kRead)); }
  void Finish() { stream_->Finish(&status_, On(kFinished)); }

  void Write() {
    if (sent_ == run_.messages) return stream_->WritesDone(On(kHalfClosed));
    const bool flushes = run_.kind == Kind::kPingPong || sent_ + 1 == run_.messages;
    stream_->Write(run_.request, Gathered(flushes), On(kWritten));
  }

  std::unique_ptr<grpc::ClientAsyncReaderWriter<HelloRequest, HelloResponse>> stream_;
  /// Half-close and status; the stream may go only when no event of it is to come.
  int ends_ = 0;
};

void PlayAsync(Run& run) {
  // Never freed: calls are still in flight when the time is over.
  auto& queue = *new grpc::CompletionQueue;
  auto& places = *new std::vector<std::unique_ptr<Place>>;
  for (int index = 0; index < run.streams; ++index) {
    if (run.kind == Kind::kServer) {
      places.push_back(std::make_unique<ServerStream>(run, queue));
    } else if (run.kind == Kind::kClient) {
      places.push_back(std::make_unique<ClientStream>(run, queue));
    } else {
      places.push_back(std::make_unique<BidiStream>(run, queue));
    }
    places.back()->Start();
  }
  void* word;
  bool ok;
  // The clock is read once in 64 events, so that it costs nothing.
  for (unsigned turn = 1; queue.Next(&word, &ok); ++turn) {
    auto* tag = static_cast<Place::Tag*>(word);
    tag->place->Take(tag->event, ok);
    if (turn % 64 == 0 && run.IsOver()) break;
  }
}

/// One call of the synchronous API, to its end.
void CallOnce(Run& run) {
  grpc::ClientContext context;
  Ask(context, run);
  HelloResponse response;
  int moved = 0;
  auto count = [&] {
    ++moved;
    run.moved.fetch_add(1, std::memory_order_relaxed);
  };
  if (run.kind == Kind::kServer) {
    auto reader = run.stub->SayHelloServerStream(&context, run.request);
    while (reader->Read(&response)) count();
    return Check(reader->Finish(), moved, run.messages);
  }
  if (run.kind == Kind::kClient) {
    auto writer = run.stub->SayHelloClientStream(&context, &response);
    while (moved < run.messages &&
           writer->Write(run.request, Gathered(moved + 1 == run.messages))) {
      count();
    }
    writer->WritesDone();
    return Check(writer->Finish(), moved, run.messages);
  }
  auto stream = run.stub->SayHelloBidi(&context);
  if (run.kind == Kind::kPingPong) {
    while (moved < run.messages && stream->Write(run.request) && stream->Read(&response)) count();
    stream->WritesDone();
    return Check(stream->Finish(), moved, run.messages);
  }
  std::thread writer([&] {
    for (int index = 1; index <= run.messages; ++index) {
      if (!stream->Write(run.request, Gathered(index == run.messages))) return;
    }
    stream->WritesDone();
  });
  while (stream->Read(&response)) count();
  writer.join();
  Check(stream->Finish(), moved, run.messages);
}

void PlaySync(Run& run) {
  for (int index = 0; index < run.streams; ++index) {
    std::thread([&run] {
      for (;;) CallOnce(run);
    }).detach();
  }
  std::this_thread::sleep_until(run.end);
}

Kind KindNamed(const std::string& name) {
  if (name == "server") return Kind::kServer;
  if (name == "client") return Kind::kClient;
  if (name == "pingpong") return Kind::kPingPong;
  if (name == "flood") return Kind::kFlood;
  Fail("no kind " + name + "; it is server, client, pingpong or flood");
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) Fail("usage: PORT server|client|pingpong|flood STREAMS MESSAGES SECONDS [sync]");
  auto channel = grpc::CreateChannel(std::string("127.0.0.1:") + words[1],
                                     grpc::InsecureChannelCredentials());
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) {
    Fail("nothing accepts at this port");
  }
  auto stub = greet::Greeter::NewStub(channel);
  Run run;
  run.kind = KindNamed(words[2]);
  run.streams = std::atoi(words[3]);
  run.messages = std::atoi(words[4]);
  run.stub = stub.get();
  run.request.set_name("world");

  const double cpu = CPU();
  const auto start = Clock::now();
  run.end = start + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(std::atof(words[5])));
  if (count > 6 && std::strcmp(words[6], "sync") == 0) {
    PlaySync(run);
  } else {
    PlayAsync(run);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("{\"messages\": %ld, \"seconds\": %.6f, \"cpu_s\": %.6f}\n", run.moved.load(),
              seconds, CPU() - cpu);
  std::fflush(stdout);
  // Calls in flight are left as they are: what they still cost is nobody's measurement.
  std::_Exit(0);
}
