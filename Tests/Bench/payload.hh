// The messages of Protos/payload.proto as C++ structures, and how their parts are made of JSON's.
#pragma once
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

using namespace simdjson;

enum class Level { unspecified, low, medium, high };

struct Mixed {
  int32_t id;
  int64_t account;
  uint64_t revision;
  int32_t balance;
  double price;
  float share;
  bool active;
  std::string display_name, token;
  Level level;
  auto all() const {
    return std::tie(id, account, revision, balance, price, share, active, display_name, token,
                    level);
  }
};

struct Numbers {
  std::vector<int64_t> counts;
  std::vector<double> measures;
  auto all() const { return std::tie(counts, measures); }
};

struct Item {
  std::string article;
  int32_t quantity = 0;
  double unit_price = 0;
  std::optional<std::string> remark;
  auto all() const { return std::tie(article, quantity, unit_price, remark); }
};

struct Order {
  int64_t number = 0;
  std::string customer;
  Level urgency = Level::unspecified;
  std::vector<Item> items;
  std::map<std::string, std::string> labels;
  auto all() const { return std::tie(number, customer, urgency, items, labels); }
};

template <class Message, class = decltype(std::declval<Message>().all())>
bool operator==(const Message &a, const Message &b) { return a.all() == b.all(); }

struct Greeting { std::string text; auto all() const { return std::tie(text); } };
struct Bytes { std::string bytes; auto all() const { return std::tie(bytes); } };
using Strings = std::vector<std::string>;
using Orders = std::vector<Order>;
// greeting and text are the same to C++.
using Payload = std::variant<std::monostate, Greeting, Mixed, Strings, Numbers, Orders, Bytes>;

[[noreturn]] static void unknown() { throw simdjson_error(NO_SUCH_FIELD); }

template <class Number> static Number narrow(int64_t number) {
  if (number < std::numeric_limits<Number>::min() || number > std::numeric_limits<Number>::max())
    throw simdjson_error(NUMBER_OUT_OF_RANGE);
  return Number(number);
}

static Level level(std::string_view name) {
  if (name == "LEVEL_UNSPECIFIED") return Level::unspecified;
  if (name == "LEVEL_LOW") return Level::low;
  if (name == "LEVEL_MEDIUM") return Level::medium;
  if (name == "LEVEL_HIGH") return Level::high;
  throw simdjson_error(INCORRECT_TYPE);
}

// Four digits by four tables, in which the bits of each digit stand where they belong.
struct Digits {
  uint32_t bits[4][256];
  Digits() {
    std::fill(&bits[0][0], &bits[0][0] + 1024, 1u << 24);
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (uint32_t i = 0; i < 64; i++) put((unsigned char)alphabet[i], i);
    put('-', 62);
    put('_', 63);
  }
  void put(unsigned char digit, uint32_t value) {
    for (int place = 0; place < 4; place++) {
      const uint32_t big = value << (18 - 6 * place);
      bits[place][digit] = big >> 16 | (big & 0xff00) | (big & 0xff) << 16;
    }
  }
};

static std::string base64(std::string_view text) {
  static const Digits digits;
  if (text.size() % 4 == 0 && !text.empty() && text.back() == '=')
    text.remove_suffix(text[text.size() - 2] == '=' ? 2 : 1);
  if (text.size() % 4 == 1) throw simdjson_error(INCORRECT_TYPE);
  std::string out(text.size() * 3 / 4, '\0');
  const unsigned char *read = (const unsigned char *)text.data();
  char *write = out.data();
  uint32_t seen = 0;
  size_t left = text.size();
  for (; left > 4; left -= 4, read += 4, write += 3) {
    const uint32_t bits = digits.bits[0][read[0]] | digits.bits[1][read[1]] |
                          digits.bits[2][read[2]] | digits.bits[3][read[3]];
    seen |= bits;
    memcpy(write, &bits, 4);
  }
  uint32_t bits = 0;
  for (size_t place = 0; place < left; place++) bits |= digits.bits[place][read[place]];
  if (left > 0) memcpy(write, &bits, left * 3 / 4);
  if ((seen | bits) >> 24) throw simdjson_error(INCORRECT_TYPE);
  return out;
}
