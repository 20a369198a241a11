/*
 * A disk that fails on demand, for the process it is preloaded into (LD_PRELOAD). Only files under FAULTY_DISK_DIR are
 * touched. What fails is told through the shared file FAULTY_DISK_CONTROL, laid out as `struct control`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { KIND_WRITE = 1, KIND_SYNC = 2, KIND_NAME = 4 };

/* All fields are written by the test and counted here; see faultyDisk.ts. */
struct control {
  volatile int32_t kinds;   /* which operations count and fail */
  volatile int32_t error;   /* the errno to fail with; 0: none fails */
  volatile int32_t skip;    /* how many pass before the first that fails */
  volatile int32_t times;   /* how many fail; negative: all from then on */
  volatile int32_t delayMs; /* how long each sync takes longer */
  volatile int32_t seen;    /* operations of these kinds so far */
  volatile int32_t failed;  /* how many of them failed */
};

static struct control *control;
static char dir[4096];
static size_t dirLength;

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("FAULTY_DISK_CONTROL");
  const char *folder = getenv("FAULTY_DISK_DIR");
  if (!file || !folder) return;
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *shared = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (shared == MAP_FAILED) return;
  dirLength = (size_t)snprintf(dir, sizeof dir, "%s/", folder);
  control = shared;
}

static int isOurs(const char *path) { return strncmp(path, dir, dirLength) == 0; }

static int isOursFd(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  /* The folder itself too: its fsync makes a rename durable. */
  return isOurs(path) || strncmp(path, dir, dirLength - 1) == 0;
}

/* True where this operation is to fail: errno is set. */
static int fails(int kind) {
  if (!(control->kinds & kind)) return 0;
  int32_t before = __sync_fetch_and_add(&control->seen, 1);
  if (!control->error || before < control->skip) return 0;
  if (control->times >= 0 && before >= control->skip + control->times) return 0;
  __sync_fetch_and_add(&control->failed, 1);
  errno = control->error;
  return 1;
}

static int failsFd(int kind, int fd) { return control && isOursFd(fd) && fails(kind); }

static void delaySync(int fd) {
  if (!control || control->delayMs <= 0 || !isOursFd(fd)) return;
  struct timespec time = {control->delayMs / 1000, (control->delayMs % 1000) * 1000000L};
  nanosleep(&time, NULL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size) {
  return failsFd(KIND_WRITE, fd) ? -1 : REAL(write)(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  return failsFd(KIND_WRITE, fd) ? -1 : REAL(pwrite)(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  return failsFd(KIND_WRITE, fd) ? -1 : REAL(pwrite64)(fd, data, size, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return failsFd(KIND_WRITE, fd) ? -1 : REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return failsFd(KIND_WRITE, fd) ? -1 : REAL(pwritev)(fd, parts, count, at);
}
int ftruncate(int fd, off_t size) { return failsFd(KIND_WRITE, fd) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return failsFd(KIND_WRITE, fd) ? -1 : REAL(ftruncate64)(fd, size); }
int fsync(int fd) {
  delaySync(fd);
  return failsFd(KIND_SYNC, fd) ? -1 : REAL(fsync)(fd);
}
int fdatasync(int fd) {
  delaySync(fd);
  return failsFd(KIND_SYNC, fd) ? -1 : REAL(fdatasync)(fd);
}
int rename(const char *from, const char *to) {
  if (control && isOurs(to) && fails(KIND_NAME)) return -1;
  return REAL(rename)(from, to);
}
int unlink(const char *path) {
  if (control && isOurs(path) && fails(KIND_NAME)) return -1;
  return REAL(unlink)(path);
}
