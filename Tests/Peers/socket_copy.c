// What a plain socket does with the same bytes: one process writes chunks, another reads them.
//
// usage: socket_copy serve                          prints `listening on 127.0.0.1:PORT`
//        socket_copy send|receive PORT CHUNK SECONDS
//
// The client tells the server in one line what it is about to do, then one side writes chunks from
// one buffer and the other reads as much as a chunk into one buffer, until the seconds are over.
// The client prints {"bytes": n, "seconds": s, "cpu_s": s}. The server takes clients one by one.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// The first thing on a connection, of one size on all machines that share a loopback.
struct order {
  uint64_t chunk;
  uint64_t server_writes;
};

static void fail(const char *what) {
  fprintf(stderr, "socket_copy: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static char *buffer_of(uint64_t chunk) {
  if (chunk < 1 || chunk > 1 << 30) {
    errno = EINVAL;
    fail("the chunk is not 1 byte to 1 GiB");
  }
  char *buffer = malloc(chunk);
  if (!buffer) fail("no memory for a chunk");
  memset(buffer, 'x', chunk);
  return buffer;
}

// Moves bytes until the end time, or until the other side has gone; the number of bytes moved.
static uint64_t copy(int socket, int writes, uint64_t chunk, double end) {
  char *buffer = buffer_of(chunk);
  uint64_t moved = 0, at = 0;
  while (end == 0 || now() < end) {
    ssize_t count = writes ? write(socket, buffer + at, chunk - at)
                           : read(socket, buffer + at, chunk - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      if (end == 0) break;
      fail("the other side has gone");
    }
    moved += (uint64_t)count;
    at = (at + (uint64_t)count) % chunk;
  }
  free(buffer);
  return moved;
}

static _Noreturn void serve(void) {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 8) ||
      getsockname(listener, (struct sockaddr *)&address, &length))
    fail("cannot listen on the loopback");
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) fail("accept");
    struct order order;
    if (recv(client, &order, sizeof order, MSG_WAITALL) == sizeof order)
      copy(client, order.server_writes != 0, order.chunk, 0);
    close(client);
  }
}

static int play(int writes, int port, uint64_t chunk, double seconds) {
  int client = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback(port);
  if (connect(client, (struct sockaddr *)&address, sizeof address)) fail("cannot connect");
  int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct order order = {.chunk = chunk, .server_writes = !writes};
  if (write(client, &order, sizeof order) != sizeof order) fail("cannot tell the order");
  double start = now(), start_cpu = cpu();
  uint64_t bytes = copy(client, writes, chunk, start + seconds);
  double end = now(), end_cpu = cpu();
  printf("{\"bytes\": %llu, \"seconds\": %.6f, \"cpu_s\": %.6f}\n", (unsigned long long)bytes,
         end - start, end_cpu - start_cpu);
  return 0;
}

int main(int count, char **words) {
  if (count == 2 && !strcmp(words[1], "serve")) serve();
  if (count == 5 && (!strcmp(words[1], "send") || !strcmp(words[1], "receive")))
    return play(words[1][0] == 's', atoi(words[2]), strtoull(words[3], NULL, 10), atof(words[4]));
  fprintf(stderr, "usage: socket_copy serve | send PORT CHUNK SECONDS | receive ...\n");
  return 2;
}
