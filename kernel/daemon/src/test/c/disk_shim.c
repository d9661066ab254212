/*
 * A disk that remembers and fails, between a program and its C library: every call that changes or forces a file below one folder is
 * counted, may be made to fail, and is logged in its order once it succeeded. Loaded by LD_PRELOAD.
 *
 *   REEVE_DISK_HOME     the folder, as its real path; without it nothing is watched
 *   REEVE_DISK_LOG      file the calls are appended to; without it nothing is logged
 *   REEVE_DISK_CONTROL  file of at least 4096 bytes that is mapped as struct control; without it nothing fails
 *   REEVE_DISK_UNFORCED set: a force that does not fail answers at once and forces nothing, for those whose machine keeps its power
 *
 * The log is a sequence of records: u8 kind, u32 length of what follows, and by kind (numbers in the machine's order, texts as u16 length
 * and bytes):
 *
 *   1 CREATE    u64 inode, u32 mode, path           7 UNLINK    path
 *   2 WRITE     u64 inode, u64 offset, data         8 LINK      from, to
 *   3 TRUNCATE  u64 inode, u64 size                 9 MKDIR     u32 mode, path
 *   4 SYNC      u64 inode, u64 start               10 RMDIR     path
 *   5 SYNCDIR   u64 start, path
 *   6 RENAME    u32 flags, from, to
 *
 * A change and its record are one step for everybody in the process. A force is not: its record follows its return, and start is the length
 * the log had when it was called; what was logged after that is not promised by it.
 *
 * The processes a watched one starts are not watched: the variable is taken out of the environment. What is written through a shared
 * mapping is not seen. copy_file_range and sendfile into the folder are refused as not supported, so that callers write instead.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define REAL(name) ((__typeof__(&name)) real(#name))

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNCDIR, RENAME, UNLINK, LINK, MKDIR, RMDIR };
enum { NO_SPACE = 1, BROKEN, SHORT_WRITE };

struct control {
  uint64_t count;   /* watched calls so far */
  uint64_t fail_at; /* the call of this number fails; 0: none does */
  uint32_t kind;    /* 1 ENOSPC, 2 EIO, 3 half of a write is written, EIO for other calls */
  uint32_t sticky;  /* 1: so do all calls after it */
  uint32_t full;    /* 1: what needs room fails with ENOSPC: new names, and writes beyond what is allocated to a file */
  uint32_t hit;     /* set to 1 when a call was made to fail */
  uint32_t frozen;  /* 1: every watched call waits before it does anything */
  char text[512];   /* which call, and on which file, that was first */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char home[PATH_MAX];
static size_t home_length;
static int log_file = -1;
static int unforced;
static struct control *control;

static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) {
    static const char words[] = "disk_shim: the C library lacks a call\n";
    (void) !syscall(SYS_write, 2, words, sizeof words - 1);
    abort();
  }
  return found;
}

static void prepare(void) {
  const char *folder = getenv("REEVE_DISK_HOME");
  if (folder == NULL || strlen(folder) >= sizeof home) {
    return;
  }
  const char *log = getenv("REEVE_DISK_LOG");
  if (log != NULL) {
    log_file = (int) syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  const char *page = getenv("REEVE_DISK_CONTROL");
  if (page != NULL) {
    int fd = (int) syscall(SYS_openat, AT_FDCWD, page, O_RDWR | O_CLOEXEC, 0);
    void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0) {
      syscall(SYS_close, fd);
    }
    control = mapped == MAP_FAILED ? NULL : mapped;
  }
  unforced = getenv("REEVE_DISK_UNFORCED") != NULL;
  strcpy(home, folder);
  home_length = strlen(home);
  unsetenv("LD_PRELOAD");
}

__attribute__((constructor)) static void loaded(void) { pthread_once(&once, prepare); }

/* Whether a path is the folder or below it. */
static int below(const char *path) {
  return home_length > 0 && strncmp(path, home, home_length) == 0 && (path[home_length] == '/' || path[home_length] == 0);
}

/* The path of an open file into room for PATH_MAX bytes; 0 where it is not below the folder. */
static int watched_file(int fd, char *path) {
  pthread_once(&once, prepare);
  if (home_length == 0) {
    return 0;
  }
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) {
    return 0;
  }
  path[length] = 0;
  return below(path);
}

/* The absolute form of a path into room for PATH_MAX bytes, without empty parts; 0 where it is not below the folder. */
static int watched_path(int folder, const char *given, char *path) {
  pthread_once(&once, prepare);
  if (home_length == 0 || given == NULL) {
    return 0;
  }
  size_t length = 0;
  if (given[0] != '/') {
    char link[64];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t found = readlink(link, path, PATH_MAX - 1);
    if (found <= 0) {
      return 0;
    }
    length = (size_t) found;
  }
  for (const char *part = given; *part != 0;) {
    size_t size = strcspn(part, "/");
    int same = size == 0 || (size == 1 && part[0] == '.');
    if (!same) {
      if (length + size + 2 > PATH_MAX) {
        return 0;
      }
      path[length++] = '/';
      memcpy(path + length, part, size);
      length += size;
    }
    part += size + (part[size] == '/');
  }
  path[length] = 0;
  return below(path);
}

/* One call of the watched ones, counted; what it must fail with, -1 for a short write, or 0. The lock is held. */
static int due(const char *call, const char *path, int writes, int allocates) {
  if (control == NULL) {
    return 0;
  }
  while (__atomic_load_n(&control->frozen, __ATOMIC_SEQ_CST)) {
    usleep(200);
  }
  uint64_t number = __atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST);
  uint64_t at = __atomic_load_n(&control->fail_at, __ATOMIC_SEQ_CST);
  int failure = 0;
  if (at != 0 && (number == at || (number > at && control->sticky))) {
    failure = control->kind == NO_SPACE ? ENOSPC : control->kind == SHORT_WRITE && writes ? -1 : EIO;
  } else if (control->full && allocates) {
    failure = ENOSPC;
  }
  if (failure != 0 && !control->hit) {
    snprintf(control->text, sizeof control->text, "%s %s", call, path);
    __atomic_store_n(&control->hit, 1, __ATOMIC_SEQ_CST);
  }
  return failure;
}

static uint64_t logged(void) { return log_file < 0 ? 0 : (uint64_t) lseek(log_file, 0, SEEK_END); }

struct piece { const void *bytes; size_t length; };

static void append(uint8_t kind, const struct piece *pieces, int count) {
  if (log_file < 0) {
    return;
  }
  uint32_t length = 0;
  for (int i = 0; i < count; i++) {
    length += (uint32_t) pieces[i].length;
  }
  uint8_t *record = malloc(5 + (size_t) length);
  if (record == NULL) {
    abort();
  }
  record[0] = kind;
  memcpy(record + 1, &length, 4);
  size_t at = 5;
  for (int i = 0; i < count; i++) {
    if (pieces[i].length > 0) {
      memcpy(record + at, pieces[i].bytes, pieces[i].length);
      at += pieces[i].length;
    }
  }
  for (size_t done = 0; done < at;) {
    long n = syscall(SYS_write, log_file, record + done, at - done);
    if (n < 0 && errno != EINTR) {
      abort();
    }
    done += n < 0 ? 0 : (size_t) n;
  }
  free(record);
}

static void append_number_number(uint8_t kind, uint64_t one, uint64_t other) {
  append(kind, (struct piece[]) {{&one, 8}, {&other, 8}}, 2);
}

static void append_paths(uint8_t kind, const void *number, size_t size, const char *one, const char *other) {
  uint16_t first = (uint16_t) strlen(one);
  uint16_t second = other == NULL ? 0 : (uint16_t) strlen(other);
  append(kind, (struct piece[]) {{number, size}, {&first, 2}, {one, first}, {&second, 2}, {other, second}}, other == NULL ? 3 : 5);
}

static int failed(int error) {
  errno = error;
  return -1;
}

/* ---- opening ---- */

static int has_mode(int flags) { return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE; }

static int opened(const char *call, int folder, const char *given, int flags, mode_t mode) {
  char path[PATH_MAX];
  int changes = (flags & (O_CREAT | O_TRUNC)) != 0 && (flags & O_TMPFILE) != O_TMPFILE;
  if (!changes || !watched_path(folder, given, path)) {
    return (int) syscall(SYS_openat, folder, given, flags, mode);
  }
  pthread_mutex_lock(&lock);
  struct stat before;
  int there = lstat(path, &before) == 0;
  int creates = !there && (flags & O_CREAT);
  int truncates = there && (flags & O_TRUNC) && S_ISREG(before.st_mode) && before.st_size > 0;
  int fd;
  int failure = creates || truncates ? due(call, path, 0, creates) : 0;
  if (failure != 0) {
    fd = failed(failure);
  } else {
    fd = (int) syscall(SYS_openat, folder, given, flags, mode);
    struct stat now;
    if (fd >= 0 && (creates || truncates) && fstat(fd, &now) == 0) {
      int error = errno;
      uint64_t inode = now.st_ino;
      if (creates) {
        uint32_t bits = now.st_mode & 07777;
        uint16_t length = (uint16_t) strlen(path);
        append(CREATE, (struct piece[]) {{&inode, 8}, {&bits, 4}, {&length, 2}, {path, length}}, 4);
      } else {
        append_number_number(TRUNCATE, inode, 0);
      }
      errno = error;
    }
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define OPEN(name)                                                       \
  EXPORT int name(const char *path, int flags, ...) {                    \
    va_list more;                                                        \
    va_start(more, flags);                                               \
    mode_t mode = has_mode(flags) ? va_arg(more, mode_t) : 0;           \
    va_end(more);                                                        \
    return opened("open", AT_FDCWD, path, flags, mode);                  \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                     \
  EXPORT int name(int folder, const char *path, int flags, ...) {        \
    va_list more;                                                        \
    va_start(more, flags);                                               \
    mode_t mode = has_mode(flags) ? va_arg(more, mode_t) : 0;           \
    va_end(more);                                                        \
    return opened("open", folder, path, flags, mode);                    \
  }
OPENAT(openat)
OPENAT(openat64)

/* What the C library's checked headers turn calls without a mode into. */
EXPORT int __open_2(const char *path, int flags) { return opened("open", AT_FDCWD, path, flags, 0); }
EXPORT int __open64_2(const char *path, int flags) { return opened("open", AT_FDCWD, path, flags, 0); }
EXPORT int __openat_2(int folder, const char *path, int flags) { return opened("open", folder, path, flags, 0); }
EXPORT int __openat64_2(int folder, const char *path, int flags) { return opened("open", folder, path, flags, 0); }
EXPORT int creat(const char *path, mode_t mode) { return opened("creat", AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
EXPORT int creat64(const char *path, mode_t mode) { return opened("creat", AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* ---- writing ---- */

/* Whether bytes up to an end have their room in the file already; of a file with holes it may say so wrongly. */
static int has_room(const struct stat *file, off_t end) { return end <= (off_t) file->st_blocks * 512; }

/* Writes at an offset, or where the file stands where that is negative. */
static ssize_t wrote(const char *call, int fd, const char *path, const void *bytes, size_t length, off_t offset) {
  pthread_mutex_lock(&lock);
  struct stat file;
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
    pthread_mutex_unlock(&lock);
    return offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
  }
  int flags = fcntl(fd, F_GETFL);
  off_t start = (flags & O_APPEND) ? file.st_size : offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR);
  int failure = due(call, path, 1, !has_room(&file, start + (off_t) length));
  ssize_t done;
  if (failure > 0 || (failure < 0 && length < 2)) {
    done = failed(failure < 0 ? EIO : failure);
  } else {
    size_t part = failure < 0 ? length / 2 : length;
    done = offset < 0 ? syscall(SYS_write, fd, bytes, part) : syscall(SYS_pwrite64, fd, bytes, part, offset);
    if (done > 0) {
      int error = errno;
      uint64_t inode = file.st_ino;
      uint64_t at = (uint64_t) start;
      append(WRITE, (struct piece[]) {{&inode, 8}, {&at, 8}, {bytes, (size_t) done}}, 3);
      if (flags & (O_SYNC | O_DSYNC)) {
        append_number_number(SYNC, inode, logged());
      }
      errno = error;
    }
  }
  pthread_mutex_unlock(&lock);
  return done;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t length) {
  char path[PATH_MAX];
  return watched_file(fd, path) ? wrote("write", fd, path, bytes, length, -1) : REAL(write)(fd, bytes, length);
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  char path[PATH_MAX];
  return watched_file(fd, path) && offset >= 0 ? wrote("pwrite", fd, path, bytes, length, offset) : REAL(pwrite)(fd, bytes, length, offset);
}
EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return pwrite(fd, bytes, length, offset); }

/* Several pieces as one write. */
static ssize_t wrote_all(const char *call, int fd, const char *path, const struct iovec *parts, int count, off_t offset) {
  size_t length = 0;
  for (int i = 0; i < count; i++) {
    length += parts[i].iov_len;
  }
  char *bytes = malloc(length + 1);
  if (bytes == NULL) {
    return failed(ENOMEM);
  }
  size_t at = 0;
  for (int i = 0; i < count; i++) {
    memcpy(bytes + at, parts[i].iov_base, parts[i].iov_len);
    at += parts[i].iov_len;
  }
  ssize_t done = wrote(call, fd, path, bytes, length, offset);
  int error = errno;
  free(bytes);
  errno = error;
  return done;
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  return watched_file(fd, path) ? wrote_all("writev", fd, path, parts, count, -1) : REAL(writev)(fd, parts, count);
}

EXPORT ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  char path[PATH_MAX];
  return watched_file(fd, path) && offset >= 0 ? wrote_all("pwritev", fd, path, parts, count, offset) : REAL(pwritev)(fd, parts, count, offset);
}
EXPORT ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

EXPORT ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
  char path[PATH_MAX];
  return watched_file(out, path) ? failed(ENOSYS) : REAL(copy_file_range)(in, from, out, to, length, flags);
}

EXPORT ssize_t sendfile(int out, int in, off_t *from, size_t length) {
  char path[PATH_MAX];
  return watched_file(out, path) ? failed(EINVAL) : REAL(sendfile)(out, in, from, length);
}
EXPORT ssize_t sendfile64(int out, int in, off64_t *from, size_t length) { return sendfile(out, in, from, length); }

/* ---- sizes ---- */

static int resized(int fd, off_t size) {
  struct stat file;
  int result = fstat(fd, &file) == 0 ? (int) syscall(SYS_ftruncate, fd, size) : -1;
  if (result == 0) {
    append_number_number(TRUNCATE, file.st_ino, (uint64_t) size);
  }
  return result;
}

EXPORT int ftruncate(int fd, off_t size) {
  char path[PATH_MAX];
  if (!watched_file(fd, path)) {
    return REAL(ftruncate)(fd, size);
  }
  pthread_mutex_lock(&lock);
  struct stat file;
  int grows = fstat(fd, &file) == 0 && size > file.st_size;
  int failure = due("ftruncate", path, 0, grows);
  int result = failure != 0 ? failed(failure) : resized(fd, size);
  pthread_mutex_unlock(&lock);
  return result;
}
EXPORT int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

EXPORT int truncate(const char *given, off_t size) {
  char path[PATH_MAX];
  if (!watched_path(AT_FDCWD, given, path)) {
    return REAL(truncate)(given, size);
  }
  int fd = (int) syscall(SYS_openat, AT_FDCWD, given, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) {
    return -1;
  }
  int result = ftruncate(fd, size);
  int error = errno;
  syscall(SYS_close, fd);
  errno = error;
  return result;
}
EXPORT int truncate64(const char *given, off64_t size) { return truncate(given, size); }

EXPORT int fallocate(int fd, int mode, off_t offset, off_t length) {
  char path[PATH_MAX];
  if (!watched_file(fd, path)) {
    return REAL(fallocate)(fd, mode, offset, length);
  }
  if (mode != 0 && mode != FALLOC_FL_KEEP_SIZE) {
    return failed(EOPNOTSUPP);
  }
  pthread_mutex_lock(&lock);
  struct stat file;
  int failure = fstat(fd, &file) != 0 ? EBADF : due("fallocate", path, 0, !has_room(&file, offset + length));
  int result = failure != 0 ? failed(failure) : (int) syscall(SYS_fallocate, fd, mode, offset, length);
  if (result == 0 && mode == 0 && offset + length > file.st_size) {
    append_number_number(TRUNCATE, file.st_ino, (uint64_t) (offset + length));
  }
  pthread_mutex_unlock(&lock);
  return result;
}
EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t length) { return fallocate(fd, mode, offset, length); }

EXPORT int posix_fallocate(int fd, off_t offset, off_t length) {
  char path[PATH_MAX];
  if (!watched_file(fd, path)) {
    return REAL(posix_fallocate)(fd, offset, length);
  }
  int before = errno;
  int result = fallocate(fd, 0, offset, length) == 0 ? 0 : errno;
  errno = before;
  return result;
}
EXPORT int posix_fallocate64(int fd, off64_t offset, off64_t length) { return posix_fallocate(fd, offset, length); }

/* ---- forcing ---- */

static int forced(const char *call, long number, int fd, const char *path) {
  pthread_mutex_lock(&lock);
  uint64_t start = logged();
  int failure = due(call, path, 0, 0);
  pthread_mutex_unlock(&lock);
  if (failure != 0) {
    return failed(failure);
  }
  int result = unforced ? 0 : (int) syscall(number, fd);
  struct stat file;
  if (result == 0 && fstat(fd, &file) == 0) {
    pthread_mutex_lock(&lock);
    if (S_ISDIR(file.st_mode)) {
      append_paths(SYNCDIR, &start, 8, path, NULL);
    } else {
      append_number_number(SYNC, file.st_ino, start);
    }
    pthread_mutex_unlock(&lock);
  }
  return result;
}

EXPORT int fsync(int fd) {
  char path[PATH_MAX];
  return watched_file(fd, path) ? forced("fsync", SYS_fsync, fd, path) : REAL(fsync)(fd);
}

EXPORT int fdatasync(int fd) {
  char path[PATH_MAX];
  return watched_file(fd, path) ? forced("fdatasync", SYS_fdatasync, fd, path) : REAL(fdatasync)(fd);
}

/* ---- names ---- */

static int renamed(const char *call, int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  char source[PATH_MAX];
  char target[PATH_MAX];
  int leaves = watched_path(from_folder, from, source);
  int enters = watched_path(to_folder, to, target);
  if (!leaves && !enters) {
    return (int) syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  }
  if (!leaves || !enters) {
    return failed(EXDEV);
  }
  pthread_mutex_lock(&lock);
  int failure = due(call, target, 0, 0);
  int result = failure != 0 ? failed(failure) : (int) syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  if (result == 0) {
    uint32_t bits = flags;
    append_paths(RENAME, &bits, 4, source, target);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

EXPORT int rename(const char *from, const char *to) { return renamed("rename", AT_FDCWD, from, AT_FDCWD, to, 0); }

EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renamed("rename", from_folder, from, to_folder, to, 0);
}

EXPORT int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  return renamed("renameat2", from_folder, from, to_folder, to, flags);
}

static int unlinked(int folder, const char *given, int flags) {
  char path[PATH_MAX];
  if (!watched_path(folder, given, path)) {
    return (int) syscall(SYS_unlinkat, folder, given, flags);
  }
  pthread_mutex_lock(&lock);
  int failure = due(flags & AT_REMOVEDIR ? "rmdir" : "unlink", path, 0, 0);
  int result = failure != 0 ? failed(failure) : (int) syscall(SYS_unlinkat, folder, given, flags);
  if (result == 0) {
    append_paths(flags & AT_REMOVEDIR ? RMDIR : UNLINK, NULL, 0, path, NULL);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

EXPORT int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
EXPORT int unlinkat(int folder, const char *path, int flags) { return unlinked(folder, path, flags); }
EXPORT int rmdir(const char *path) { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
EXPORT int remove(const char *path) {
  int result = unlinked(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? unlinked(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

EXPORT int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  char source[PATH_MAX];
  char target[PATH_MAX];
  if (!watched_path(to_folder, to, target)) {
    return (int) syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
  }
  if (!watched_path(from_folder, from, source)) {
    return failed(EXDEV);
  }
  pthread_mutex_lock(&lock);
  int failure = due("link", target, 0, 1);
  int result = failure != 0 ? failed(failure) : (int) syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
  if (result == 0) {
    append_paths(LINK, NULL, 0, source, target);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

EXPORT int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

EXPORT int mkdirat(int folder, const char *given, mode_t mode) {
  char path[PATH_MAX];
  if (!watched_path(folder, given, path)) {
    return (int) syscall(SYS_mkdirat, folder, given, mode);
  }
  pthread_mutex_lock(&lock);
  int failure = due("mkdir", path, 0, 1);
  int result = failure != 0 ? failed(failure) : (int) syscall(SYS_mkdirat, folder, given, mode);
  struct stat made;
  if (result == 0 && lstat(path, &made) == 0) {
    uint32_t bits = made.st_mode & 07777;
    append_paths(MKDIR, &bits, 4, path, NULL);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

EXPORT int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
