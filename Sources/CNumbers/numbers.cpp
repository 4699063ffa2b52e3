#include "numbers.h"

#include <charconv>

namespace {

template <typename Number>
const char *read(const char *from, const char *to, Number *value) {
  const auto result = std::from_chars(from, to, *value, std::chars_format::general);
  return result.ec == std::errc() ? result.ptr : from;
}

// The callers have room for the longest text, so there is no error to look at.
template <typename Number>
char *write(char *to, int room, Number value) {
  return std::to_chars(to, to + room, value).ptr;
}

}  // namespace

extern "C" const char *grpcbench_read_double(const char *from, const char *to, double *value) {
  return read(from, to, value);
}

extern "C" const char *grpcbench_read_float(const char *from, const char *to, float *value) {
  return read(from, to, value);
}

extern "C" char *grpcbench_write_double(char *to, double value) { return write(to, 24, value); }

extern "C" char *grpcbench_write_float(char *to, float value) { return write(to, 16, value); }
