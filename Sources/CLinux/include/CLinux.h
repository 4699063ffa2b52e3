#pragma once

// What Swift cannot import from glibc: variadic functions, function-like macros and packed unions;
// and what Swift cannot do: a lookup that can be given up, and a step between fork and exec.

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/types.h>

/// Lets sleeps of the calling thread end on time: 1 ns of slack in place of 50 us.
int grpcbench_minimize_timer_slack(void);

/// Asks the kernel to send `signal` to this process when the thread that started it ends.
int grpcbench_die_with_parent(int signal);

/// Starts a program in a process group of its own, with `output` as its standard output and no
/// signal blocked, that gets SIGTERM when the calling thread ends; 0, or errno.
int grpcbench_spawn_bound(
  const char *path, char *const arguments[], char *const variables[], int output, pid_t *child);

/// accept4 with a nonblocking result that closes on exec; -1 with errno.
int grpcbench_accept(int listener);

/// pipe2 with both ends closed on exec; -1 with errno.
int grpcbench_pipe(int ends[2]);

/// Binds the calling thread to one processor.
int grpcbench_pin_thread(int processor);

/// getaddrinfo that gives up after so many nanoseconds: then EAI_INPROGRESS, -100. Hints and list
/// are its `struct addrinfo`, whose header would make Glibc's types this module's.
int grpcbench_resolve(
  const char *host, const char *port, const void *hints, int64_t nanoseconds, void **list);

/// The commit that this was built from; empty if the build was not told.
const char *grpcbench_commit(void);

/// Processors that this process may run on.
int grpcbench_usable_processors(void);

/// The number of one of them by its place among them, or -1 if there are not so many.
int grpcbench_usable_processor(int place);

/// CPU time of a process in nanoseconds, or -1 with errno.
int64_t grpcbench_process_cpu_time(pid_t process);

/// Keeps freed memory, and takes blocks of up to 32 MiB from what was kept; 0, or -1 if it cannot.
int grpcbench_keep_memory(void);

/// CPU time of the calling thread in nanoseconds.
int64_t grpcbench_thread_cpu_time(void);
