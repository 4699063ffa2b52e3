#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <malloc.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int grpcbench_minimize_timer_slack(void) { return prctl(PR_SET_TIMERSLACK, 1); }

int grpcbench_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

int grpcbench_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int grpcbench_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int grpcbench_pin_thread(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return sched_setaffinity(0, sizeof set, &set);
}

int grpcbench_usable_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

int64_t grpcbench_process_cpu_time(pid_t process) {
  clockid_t clock;
  int code = clock_getcpuclockid(process, &clock);
  if (code != 0) {
    errno = code;
    return -1;
  }
  return nanoseconds(clock);
}

int64_t grpcbench_thread_cpu_time(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

int grpcbench_keep_memory(void) {
#ifdef __GLIBC__
  int megabyte = 1024 * 1024;
  return mallopt(M_MMAP_THRESHOLD, 32 * megabyte) && mallopt(M_TRIM_THRESHOLD, 256 * megabyte)
    ? 0 : -1;
#else
  return -1;
#endif
}
