#pragma once

// What Swift cannot import from glibc, and system calls that hide behind macros.

#include <stdint.h>

struct grpcbench_placeholder { int unused; };
