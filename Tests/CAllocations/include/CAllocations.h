#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stdint.h>

// How often the calling thread has asked for memory; never rises where the allocator is not ours
// to count, as under a sanitizer.
uint64_t grpcbench_allocations_of_this_thread(void);

#endif
