#ifndef GRPCBENCH_NUMBERS_H
#define GRPCBENCH_NUMBERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads the decimal number between two places: the nearest double.
///
/// Returns where the number ends; `from` when there is none or its magnitude is out of range.
const char *grpcbench_read_double(const char *from, const char *to, double *value);

/// The same for a float: rounded once, from the text.
const char *grpcbench_read_float(const char *from, const char *to, float *value);

/// Writes the shortest text that reads back as the same finite number: at most 24 bytes.
///
/// Returns where the text ends.
char *grpcbench_write_double(char *to, double value);

/// The same for a float: at most 16 bytes.
char *grpcbench_write_float(char *to, float value);

#ifdef __cplusplus
}
#endif

#endif
