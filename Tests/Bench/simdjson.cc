// What simdjson's on-demand parser needs to read the payloads' JSON into C++ structures: the fastest
// reader that Debian has, beside which the figures of grpcbench codec can be put. It only reads.
// Debian's package is libsimdjson-dev.
//
//   g++ -O3 -march=native -std=c++17 Tests/Bench/simdjson.cc -lsimdjson -o simdjson
//   grpcbench codec --codec json --rounds 1 --messages 1 --output FOLDER
//   simdjson FOLDER [SECONDS]
//
// Prints a line for each payload: its name, bytes, and nanoseconds of processor time per message.
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace simdjson;

struct Mixed {
  int64_t id, account, balance;
  uint64_t revision;
  double price, share;
  bool active;
  std::string display_name, token;
  int level;
};

struct Item {
  std::string article;
  int64_t quantity;
  double unit_price;
  std::optional<std::string> remark;
};

struct Order {
  int64_t number;
  std::string customer;
  int urgency = 0;
  std::vector<Item> items;
  std::map<std::string, std::string> labels;
};

struct Payload {
  std::string text;
  Mixed mixed;
  std::vector<std::string> strings;
  std::vector<int64_t> counts;
  std::vector<double> measures;
  std::vector<Order> orders;
};

static std::string text(ondemand::value value) {
  return std::string(std::string_view(value.get_string()));
}

static int level(ondemand::value value) {
  const std::string_view name = value.get_string();
  return name == "LEVEL_LOW" ? 1 : name == "LEVEL_MEDIUM" ? 2 : name == "LEVEL_HIGH" ? 3 : 0;
}

static std::string bytes(ondemand::value value) {
  static signed char digits[256];
  static const bool made = [] {
    for (signed char &digit : digits) digit = -1;
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) digits[(unsigned char)alphabet[i]] = i;
    return true;
  }();
  (void)made;
  std::string_view in = value.get_string();
  while (!in.empty() && in.back() == '=') in.remove_suffix(1);
  std::string out;
  out.resize(in.size() * 3 / 4);
  size_t write = 0;
  uint32_t bits = 0;
  int count = 0, bad = 0;
  for (unsigned char c : in) {
    bad |= digits[c];
    bits = bits << 6 | (digits[c] & 63);
    count += 6;
    if (count >= 8) out[write++] = bits >> (count -= 8);
  }
  if (bad < 0) throw simdjson_error(INCORRECT_TYPE);
  return out;
}

static Mixed mixed(ondemand::object object) {
  Mixed mixed{};
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "id") mixed.id = value.get_int64();
    else if (key == "account") mixed.account = value.get_int64_in_string();
    else if (key == "revision") mixed.revision = value.get_uint64_in_string();
    else if (key == "balance") mixed.balance = value.get_int64();
    else if (key == "price") mixed.price = value.get_double();
    else if (key == "share") mixed.share = value.get_double();
    else if (key == "active") mixed.active = value.get_bool();
    else if (key == "displayName") mixed.display_name = text(value);
    else if (key == "token") mixed.token = bytes(value);
    else if (key == "level") mixed.level = level(value);
  }
  return mixed;
}

static Item item(ondemand::object object) {
  Item item{};
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "article") item.article = text(value);
    else if (key == "quantity") item.quantity = value.get_int64();
    else if (key == "unitPrice") item.unit_price = value.get_double();
    else if (key == "remark") item.remark = text(value);
  }
  return item;
}

static Order order(ondemand::object object) {
  Order order{};
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "number") order.number = value.get_int64_in_string();
    else if (key == "customer") order.customer = text(value);
    else if (key == "urgency") order.urgency = level(value);
    else if (key == "items") {
      for (auto element : value.get_array()) order.items.push_back(item(element.get_object()));
    } else if (key == "labels") {
      for (auto label : value.get_object()) {
        const std::string name(std::string_view(label.unescaped_key()));
        order.labels[name] = text(label.value());
      }
    }
  }
  return order;
}

static Payload payload(ondemand::document &document) {
  Payload payload;
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "greeting" || key == "text") payload.text = text(value);
    else if (key == "data") payload.text = bytes(value);
    else if (key == "mixed") payload.mixed = mixed(value.get_object());
    else {
      for (auto inner : value.get_object()) {
        const std::string_view name = inner.unescaped_key();
        for (auto element : inner.value().get_array()) {
          if (name == "values") payload.strings.push_back(text(element.value()));
          else if (name == "counts") payload.counts.push_back(element.get_int64_in_string());
          else if (name == "measures") payload.measures.push_back(element.get_double());
          else if (name == "orders") payload.orders.push_back(order(element.get_object()));
        }
      }
    }
  }
  return payload;
}

static double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int count, char **words) {
  if (count < 2) {
    fprintf(stderr, "usage: simdjson FOLDER [SECONDS]\n");
    return 2;
  }
  const double length = (count > 2 ? atof(words[2]) : 0.2) * 1e9;
  ondemand::parser parser;
  for (const char *name :
       {"empty", "greeting", "mixed", "strings", "numbers", "orders", "data", "text"}) {
    try {
      const padded_string json =
          padded_string::load(std::string(words[1]) + "/" + name + ".json");
      size_t seen = 0;
      long messages = 0;
      const double start = now();
      double end = start;
      while (end - start < length) {
        for (int i = 0; i < 100; i++) {
          ondemand::document document = parser.iterate(json);
          seen += payload(document).text.size();
        }
        messages += 100;
        end = now();
      }
      if (seen == 1) puts("");  // So that nothing is left out as useless.
      printf("%-10s %8zu %10.1f\n", name, json.size(), (end - start) / messages);
    } catch (const simdjson_error &error) {
      fprintf(stderr, "simdjson: %s: %s\n", name, error.what());
      return 1;
    }
  }
}
