// What simdjson needs to read the payloads' JSON into C++ structures with all that the messages
// have: the fastest reader that Debian has (libsimdjson-dev), beside which the figures of grpcbench
// codec are put. It only reads. `make codec` builds and plays it.
//
// Two of its ways are measured: on demand, which makes values while it walks the text, and DOM,
// which makes a tree of the text first. Strings are copied, numbers are read and base64 is decoded,
// as in the messages. A key that no message has is an error, and both ways must come to the same
// structure, so that nothing is left out.
//
// simdjson reads behind the end of a text, so that each has 64 bytes more: what a server that does
// not control its buffers would copy for that is not counted. The measuring is that of grpcbench
// codec: rounds, in each of which all have a slice of processor time of this thread in an order
// drawn anew; the median in nanoseconds for each message is printed with its 95 % interval by order
// statistics.
#include "payload.hh"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

// The two ways differ in these few words; the messages are read by the same code.
struct OnDemand {
  static constexpr const char *name = "simdjson";
  using Value = ondemand::value;
  ondemand::parser parser;
  template <class Body> static void members(Value value, Body body) {
    for (auto field : value.get_object()) {
      const std::string_view key = field.unescaped_key();
      body(key, field.value());
    }
  }
  template <class Body> static void elements(Value value, Body body) {
    for (auto element : value.get_array()) body(element.value());
  }
  static int64_t quoted(Value value) { return value.get_int64_in_string(); }
  static uint64_t natural(Value value) { return value.get_uint64_in_string(); }
  template <class Body> void document(const padded_string &json, Body body) {
    ondemand::document document = parser.iterate(json);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      body(key, field.value());
    }
    // There is nothing more to stand at.
    if (!document.current_location().error()) throw simdjson_error(TAPE_ERROR);
  }
};

struct Tree {
  static constexpr const char *name = "simdjson-dom";
  using Value = dom::element;
  dom::parser parser;
  template <class Body> static void members(Value value, Body body) {
    for (auto field : dom::object(value)) body(field.key, field.value);
  }
  template <class Body> static void elements(Value value, Body body) {
    for (auto element : dom::array(value)) body(element);
  }
  template <class Number> static Number number(Value value) {
    const std::string_view text = value.get_string();
    Number number;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
      throw simdjson_error(INCORRECT_TYPE);
    return number;
  }
  static int64_t quoted(Value value) { return number<int64_t>(value); }
  static uint64_t natural(Value value) { return number<uint64_t>(value); }
  template <class Body> void document(const padded_string &json, Body body) {
    members(parser.parse(json), body);
  }
};

template <class Way> struct Reader {
  using Value = typename Way::Value;
  Way way;

  static std::string_view view(Value value) { return value.get_string(); }
  static std::string text(Value value) { return std::string(view(value)); }

  static Mixed mixed(Value value) {
    Mixed mixed{};
    Way::members(value, [&](std::string_view key, Value value) {
      if (key == "id") mixed.id = narrow<int32_t>(value.get_int64());
      else if (key == "account") mixed.account = Way::quoted(value);
      else if (key == "revision") mixed.revision = Way::natural(value);
      else if (key == "balance") mixed.balance = narrow<int32_t>(value.get_int64());
      else if (key == "price") mixed.price = value.get_double();
      else if (key == "share") mixed.share = float(double(value.get_double()));
      else if (key == "active") mixed.active = value.get_bool();
      else if (key == "displayName") mixed.display_name = text(value);
      else if (key == "token") mixed.token = base64(view(value));
      else if (key == "level") mixed.level = level(view(value));
      else unknown();
    });
    return mixed;
  }

  static Item item(Value value) {
    Item item;
    Way::members(value, [&](std::string_view key, Value value) {
      if (key == "article") item.article = text(value);
      else if (key == "quantity") item.quantity = narrow<int32_t>(value.get_int64());
      else if (key == "unitPrice") item.unit_price = value.get_double();
      else if (key == "remark") item.remark = text(value);
      else unknown();
    });
    return item;
  }

  static Order order(Value value) {
    Order order;
    Way::members(value, [&](std::string_view key, Value value) {
      if (key == "number") order.number = Way::quoted(value);
      else if (key == "customer") order.customer = text(value);
      else if (key == "urgency") order.urgency = level(view(value));
      else if (key == "items") {
        Way::elements(value, [&](Value value) { order.items.push_back(item(value)); });
      } else if (key == "labels") {
        Way::members(value, [&](std::string_view key, Value value) {
          std::string name(key);
          order.labels.insert_or_assign(std::move(name), text(value));
        });
      } else unknown();
    });
    return order;
  }

  // The one list that a message consists of.
  template <class Body> static void list(Value value, std::string_view name, Body body) {
    Way::members(value, [&](std::string_view key, Value value) {
      if (key != name) unknown();
      Way::elements(value, body);
    });
  }

  Payload read(const padded_string &json) {
    Payload payload;
    way.document(json, [&](std::string_view key, Value value) {
      if (key == "greeting" || key == "text") payload = Greeting{text(value)};
      else if (key == "data") payload = Bytes{base64(view(value))};
      else if (key == "mixed") payload = mixed(value);
      else if (key == "strings") {
        Strings &strings = payload.emplace<Strings>();
        list(value, "values", [&](Value value) { strings.push_back(text(value)); });
      } else if (key == "orders") {
        Orders &orders = payload.emplace<Orders>();
        list(value, "orders", [&](Value value) { orders.push_back(order(value)); });
      } else if (key == "numbers") {
        Numbers &numbers = payload.emplace<Numbers>();
        Way::members(value, [&](std::string_view key, Value value) {
          if (key == "counts")
            Way::elements(value, [&](Value v) { numbers.counts.push_back(Way::quoted(v)); });
          else if (key == "measures")
            Way::elements(value, [&](Value v) { numbers.measures.push_back(v.get_double()); });
          else unknown();
        });
      } else unknown();
    });
    return payload;
  }
};

static double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

struct Options {
  std::string folder, payload, codec;
  int rounds = 21;
  double slice = 5e6;
  long messages = 0;
};

struct Task {
  size_t payload;
  bool isTree;
  long messages = 1;
  std::vector<double> costs;
};

struct Bench {
  std::vector<std::string> names;
  std::vector<padded_string> texts;
  Reader<OnDemand> on_demand;
  Reader<Tree> tree;
  size_t seen = 0;

  double time(const Task &task, long messages) {
    const padded_string &json = texts[task.payload];
    const double start = now();
    for (long i = 0; i < messages; i++)
      seen += (task.isTree ? tree.read(json) : on_demand.read(json)).index();
    return now() - start;
  }

  // As many messages as take the time of a slice.
  long messages(const Task &task, double slice) {
    for (long count = 1;; count *= 2) {
      const double length = time(task, count);
      if (length * 4 >= slice) return std::max(1L, long(count * slice / length));
    }
  }
};

// The lower place of a median's 95 % interval among sorted values: those below are binomial.
static size_t lower_place(size_t count) {
  double term = std::pow(0.5, count), sum = 0;
  size_t place = 0;
  while (place < count && sum + term <= 0.025) {
    sum += term;
    term *= double(count - place) / double(place + 1);
    place++;
  }
  return place == 0 ? 0 : place - 1;
}

static void tell(Bench &bench, Task &task) {
  std::sort(task.costs.begin(), task.costs.end());
  const size_t count = task.costs.size(), lower = lower_place(count);
  const double median = (task.costs[(count - 1) / 2] + task.costs[count / 2]) / 2;
  char interval[64];
  snprintf(interval, sizeof interval, "%.1f ... %.1f", task.costs[lower],
           task.costs[count - 1 - lower]);
  printf("%-9s %-18s %8zu %11s %21s %11.1f %24s\n", bench.names[task.payload].c_str(),
         task.isTree ? Tree::name : OnDemand::name, bench.texts[task.payload].size(), "-", "-",
         median, interval);
}

static void usage() {
  fputs("usage: simdjson FOLDER [--rounds N] [--slice 5ms] [--messages N] [--payload NAME]"
        " [--codec simdjson|simdjson-dom]\n", stderr);
  exit(2);
}

static double number(const std::string &text, const char *unit) {
  char *end = nullptr;
  const double number = strtod(text.c_str(), &end);
  if (end == text.c_str() || strcmp(end, unit) != 0 || !(number > 0) || number > 1e9) usage();
  return number;
}

static Options options(int count, char **words) {
  if (count % 2 != 0 || words[1][0] == '-') usage();
  Options options;
  options.folder = words[1];
  for (int i = 2; i < count; i += 2) {
    const std::string word = words[i], value = words[i + 1];
    if (word == "--payload") options.payload = value;
    else if (word == "--codec") options.codec = value;
    else if (word == "--rounds") options.rounds = int(number(value, ""));
    else if (word == "--messages") options.messages = long(number(value, ""));
    else if (word == "--slice") options.slice = number(value, "ms") * 1e6;
    else usage();
  }
  return options;
}

int main(int count, char **words) {
  const Options given = options(count, words);
  Bench bench;
  std::vector<Task> tasks;
  for (const std::string name :
       {"empty", "greeting", "mixed", "strings", "numbers", "orders", "data", "text"}) {
    if (!given.payload.empty() && given.payload != name) continue;
    try {
      bench.texts.push_back(padded_string::load(given.folder + "/" + name + ".json"));
      bench.names.push_back(name);
      if (!(bench.on_demand.read(bench.texts.back()) == bench.tree.read(bench.texts.back()))) {
        fprintf(stderr, "simdjson: %s: on demand and DOM do not read the same\n", name.c_str());
        return 1;
      }
    } catch (const simdjson_error &error) {
      fprintf(stderr, "simdjson: %s/%s.json: %s\n", given.folder.c_str(), name.c_str(),
              error.what());
      return 1;
    }
    for (bool isTree : {false, true})
      if (given.codec.empty() || given.codec == (isTree ? Tree::name : OnDemand::name))
        tasks.push_back(Task{bench.names.size() - 1, isTree, 1, {}});
  }
  if (tasks.empty()) usage();
  for (Task &task : tasks)
    task.messages = given.messages > 0 ? given.messages : bench.messages(task, given.slice);
  std::mt19937_64 random(1);
  std::vector<size_t> order(tasks.size());
  for (size_t i = 0; i < order.size(); i++) order[i] = i;
  for (int round = 0; round < given.rounds; round++) {
    std::shuffle(order.begin(), order.end(), random);
    for (size_t i : order)
      tasks[i].costs.push_back(bench.time(tasks[i], tasks[i].messages) / tasks[i].messages);
  }
  for (Task &task : tasks) tell(bench, task);
  // So that nothing is left out as useless.
  return bench.seen == SIZE_MAX ? 1 : 0;
}
