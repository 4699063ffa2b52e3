#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netdb.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static inline int64_t nanoseconds_now(void) { return nanoseconds(CLOCK_MONOTONIC); }

int grpcbench_minimize_timer_slack(void) { return prctl(PR_SET_TIMERSLACK, 1); }

int grpcbench_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

int grpcbench_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

// Only what may be called between fork and exec.
static int become(
  const char *path, char *const arguments[], char *const variables[], int output, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  setpgid(0, 0);
  if (dup2(output, STDOUT_FILENO) < 0) return errno;
  // Refused only where prctl itself is: then a crash of the parent leaves the program behind.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(0);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, variables);
  return errno;
}

int grpcbench_spawn_bound(
  const char *path, char *const arguments[], char *const variables[], int output, pid_t *child) {
  int failure[2];
  if (grpcbench_pipe(failure) != 0) return errno;
  pid_t parent = getpid();
  pid_t id = fork();
  if (id == 0) {
    int code = become(path, arguments, variables, output, parent);
    ssize_t written = write(failure[1], &code, sizeof code);
    _exit(written == sizeof code ? 127 : 126);
  }
  int code = id < 0 ? errno : 0;
  close(failure[1]);
  if (id > 0) {
    // Whichever of the two is first: the group is there when it is needed.
    setpgid(id, id);
    ssize_t count;
    // The end that exec closes says that all went well.
    do count = read(failure[0], &code, sizeof code);
    while (count < 0 && errno == EINTR);
    if (count <= 0) code = 0;
    if (code != 0) waitpid(id, NULL, 0);
    *child = id;
  }
  close(failure[0]);
  return code;
}

int grpcbench_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

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

int grpcbench_usable_processor(int place) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return -1;
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    if (CPU_ISSET(processor, &set) && place-- == 0) return processor;
  return -1;
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

#ifdef GRPCBENCH_COMMIT
const char *grpcbench_commit(void) { return GRPCBENCH_COMMIT; }
#else
const char *grpcbench_commit(void) { return ""; }
#endif

// The thread sanitizer does not survive the threads that glibc makes for itself.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GRPCBENCH_RESOLVES_ALONE
#endif
#endif

#if defined(__GLIBC__) && !defined(GRPCBENCH_RESOLVES_ALONE)

/// A request that outlives its asker, because a resolver at work cannot be called off.
struct lookup {
  struct gaicb request;
  struct addrinfo hints;
  char *host;
  char *port;
};

static void forget(struct lookup *lookup) {
  free(lookup->host);
  free(lookup->port);
  free(lookup);
}

int grpcbench_resolve(
  const char *host, const char *port, const void *hints, int64_t nanoseconds, void **list) {
  struct lookup *lookup = calloc(1, sizeof *lookup);
  if (lookup == NULL) return EAI_MEMORY;
  lookup->hints = *(const struct addrinfo *)hints;
  lookup->host = strdup(host);
  lookup->port = strdup(port);
  lookup->request.ar_name = lookup->host;
  lookup->request.ar_service = lookup->port;
  lookup->request.ar_request = &lookup->hints;
  struct gaicb *requests[1] = {&lookup->request};
  int64_t end = nanoseconds_now() + nanoseconds;
  int code = getaddrinfo_a(GAI_NOWAIT, requests, 1, NULL);
  if (code != 0) {
    forget(lookup);
    return code;
  }
  int64_t left = nanoseconds;
  while (gai_error(&lookup->request) == EAI_INPROGRESS && left > 0) {
    struct timespec time = {left / 1000000000, left % 1000000000};
    gai_suspend((const struct gaicb *const *)requests, 1, &time);
    left = end - nanoseconds_now();
  }
  code = gai_error(&lookup->request);
  if (code == EAI_INPROGRESS) {
    // One that is called off no longer uses the memory; one at work does, so it is left to it.
    if (gai_cancel(&lookup->request) == EAI_CANCELED) forget(lookup);
    return EAI_INPROGRESS;
  }
  *list = lookup->request.ar_result;
  forget(lookup);
  return code;
}

#else

int grpcbench_resolve(
  const char *host, const char *port, const void *hints, int64_t nanoseconds, void **list) {
  (void)nanoseconds;
  return getaddrinfo(host, port, hints, (struct addrinfo **)list);
}

#endif
