// A snapshot's file: written beside its place and put there when it is whole, read with a check of
// every length.
//
// Writing goes to PATH.saving, which is locked meanwhile, so that a second writer of the same
// snapshot is told. commit() makes it durable (fsync), puts it in its place (rename) and makes that
// durable (fsync of the folder). A writer that goes without leaves the old file as it was; what a
// killed process leaves behind is used again by the next.
//
// Errors leave errno as the system set it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/data/byte_buffer.h"

namespace cellaret::engine {

// The calls that can fail or be watched; tests put others in their place.
struct FileCalls {
  ssize_t (*write)(int file, const void *bytes, std::size_t size);
  int (*sync)(int file);
  int (*rename)(const char *from, const char *to);
  // A fault on purpose, for the test that has to find it: the file is written in its place.
  bool in_place = false;

  static const FileCalls &of_the_system();
};

class SnapshotWriter {
 public:
  explicit SnapshotWriter(const FileCalls &calls) : calls_(calls) { XXH3_64bits_reset(&sum_); }
  SnapshotWriter(const SnapshotWriter &) = delete;
  SnapshotWriter &operator=(const SnapshotWriter &) = delete;
  ~SnapshotWriter();

  // Each kOk or kIo.
  Status open(const char *path);
  Status write(std::string_view bytes);
  Status commit();

  // XXH3 of all that was written.
  [[nodiscard]] std::uint64_t sum() const { return XXH3_64bits_digest(&sum_); }

 private:
  [[nodiscard]] bool open_and_lock(const std::string &path);
  Status sync_folder();

  const FileCalls &calls_;
  std::string path_;
  std::string temporary_;
  int file_ = -1;
  XXH3_state_t sum_;
};

class SnapshotReader {
 public:
  SnapshotReader() = default;
  SnapshotReader(const SnapshotReader &) = delete;
  SnapshotReader &operator=(const SnapshotReader &) = delete;
  ~SnapshotReader();

  // kOk or kIo.
  Status open(const char *path);
  // The bytes of the next record, valid until the next call. kBadFormat: they do not begin as one,
  // or are cut short. kIo, kNoMemory.
  Status next(std::string_view &out);
  // From the beginning once more.
  Status rewind();
  [[nodiscard]] bool is_at_end() const { return left() == 0; }
  // XXH3 of the records before the last one.
  [[nodiscard]] std::uint64_t sum_before() const { return XXH3_64bits_digest(&sum_); }

 private:
  [[nodiscard]] std::uint64_t left() const { return size_ - offset_; }
  // Sees to so many bytes in the window; there are as many left.
  Status fetch(std::size_t size);

  int file_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;  // of the next record
  ByteBuffer window_;
  std::size_t begin_ = 0;  // of the next record in the window
  std::size_t last_ = 0;   // bytes of the record before, which sum_ lacks
  XXH3_state_t sum_;
};

}  // namespace cellaret::engine
