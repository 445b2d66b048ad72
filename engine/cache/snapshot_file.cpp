// Whole writes, durable renames, and reads that go no further than the file.
#include "engine/cache/snapshot_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "engine/data/record.h"

namespace cellaret::engine {

namespace {

constexpr const char *kSuffix = ".saving";
constexpr mode_t kMode = 0600;
constexpr std::size_t kWindow = 256 * 1024;

// Keeps errno over what is done to clean up.
class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  KeepErrno(const KeepErrno &) = delete;
  KeepErrno &operator=(const KeepErrno &) = delete;
  ~KeepErrno() { errno = kept_; }

 private:
  int kept_;
};

void close_file(int &file) {
  if (file < 0) return;
  KeepErrno keep;
  ::close(file);
  file = -1;
}

bool is_same_file(int file, const char *path) {
  struct stat opened{};
  struct stat there{};
  return ::fstat(file, &opened) == 0 && ::stat(path, &there) == 0 &&
         opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

}  // namespace

const FileCalls &FileCalls::of_the_system() {
  static constexpr FileCalls kCalls{&::write, &::fsync, &::rename};
  return kCalls;
}

SnapshotWriter::~SnapshotWriter() {
  if (file_ < 0) return;
  KeepErrno keep;
  if (!calls_.in_place) ::unlink(temporary_.c_str());
  close_file(file_);
}

// Between opening and locking, another writer may have put the file in its place: then what was
// opened is that snapshot, and must not be touched.
bool SnapshotWriter::open_and_lock(const std::string &path) {
  for (;;) {
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kMode);
    if (file_ < 0) return false;
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) break;
    if (is_same_file(file_, path.c_str())) {
      if (::ftruncate(file_, 0) == 0) return true;
      break;
    }
    close_file(file_);
  }
  close_file(file_);
  return false;
}

Status SnapshotWriter::open(const char *path) {
  path_ = path;
  temporary_ = calls_.in_place ? path_ : path_ + kSuffix;
  return open_and_lock(temporary_) ? Status::kOk : Status::kIo;
}

Status SnapshotWriter::write(std::string_view bytes) {
  XXH3_64bits_update(&sum_, bytes.data(), bytes.size());
  while (!bytes.empty()) {
    ssize_t written = calls_.write(file_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return Status::kIo;
    }
    if (written == 0) {
      errno = ENOSPC;
      return Status::kIo;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Status::kOk;
}

Status SnapshotWriter::commit() {
  if (calls_.sync(file_) != 0) return Status::kIo;
  if (!calls_.in_place && calls_.rename(temporary_.c_str(), path_.c_str()) != 0) {
    return Status::kIo;
  }
  close_file(file_);
  return sync_folder();
}

Status SnapshotWriter::sync_folder() {
  std::size_t slash = path_.rfind('/');
  std::string folder =
      slash == std::string::npos ? "." : path_.substr(0, std::max<std::size_t>(slash, 1));
  int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Status::kIo;
  // Some file systems cannot sync a folder and say so by EINVAL.
  bool done = calls_.sync(file) == 0 || errno == EINVAL;
  close_file(file);
  return done ? Status::kOk : Status::kIo;
}

SnapshotReader::~SnapshotReader() { close_file(file_); }

Status SnapshotReader::open(const char *path) {
  file_ = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) return Status::kIo;
  struct stat status{};
  if (::fstat(file_, &status) != 0) return Status::kIo;
  if (!S_ISREG(status.st_mode)) {
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return Status::kIo;
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  return rewind();
}

Status SnapshotReader::rewind() {
  XXH3_64bits_reset(&sum_);
  window_.clear();
  begin_ = 0;
  last_ = 0;
  offset_ = 0;
  return ::lseek(file_, 0, SEEK_SET) == 0 ? Status::kOk : Status::kIo;
}

Status SnapshotReader::fetch(std::size_t size) {
  if (window_.size() - begin_ >= size) return Status::kOk;
  std::size_t kept = window_.size() - begin_;
  if (begin_ != 0) {
    std::memmove(window_.data(), window_.data() + begin_, kept);
    window_.cut(kept);
    begin_ = 0;
  }
  std::uint64_t in_file = left() - kept;
  std::size_t wanted = std::max<std::size_t>(size, kWindow) - kept;
  wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, in_file));
  char *to = window_.extend(wanted);
  if (to == nullptr) return Status::kNoMemory;
  while (wanted > 0) {
    ssize_t got = ::read(file_, to, wanted);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Status::kIo;
    // The file has become shorter.
    if (got == 0) return Status::kBadFormat;
    to += got;
    wanted -= static_cast<std::size_t>(got);
  }
  return Status::kOk;
}

Status SnapshotReader::next(std::string_view &out) {
  if (last_ != 0) XXH3_64bits_update(&sum_, window_.data() + begin_ - last_, last_);
  last_ = 0;
  if (left() < kRecordHeadSize) return Status::kBadFormat;
  Status status = fetch(kRecordHeadSize);
  if (status != Status::kOk) return status;
  std::uint64_t size = 0;
  status = record_size(window_.view().substr(begin_, kRecordHeadSize), size);
  if (status == Status::kOk && size > left()) status = Status::kBadFormat;
  if (status == Status::kOk) status = fetch(static_cast<std::size_t>(size));
  if (status != Status::kOk) return status;
  out = window_.view().substr(begin_, static_cast<std::size_t>(size));
  last_ = out.size();
  begin_ += out.size();
  offset_ += out.size();
  return Status::kOk;
}

}  // namespace cellaret::engine
