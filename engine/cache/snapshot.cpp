// The frame around a snapshot's records.
#include "engine/cache/snapshot.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/cache/entry_copy.h"
#include "engine/cache/scan.h"

namespace cellaret::engine {

namespace {

constexpr unsigned kMaxSliceBits = 12;

// What the last record holds.
struct EndMark {
  std::uint64_t entries;
  std::uint64_t sum;  // XXH3 of everything before the record
};

class Saving {
 public:
  Saving(Cache &cache, SnapshotWriter &file) : cache_(cache), file_(file) {}

  Status run() {
    RecordHead head;
    head.type = kSnapshotBegin;
    head.created_ms = cache_.exact_moment().wall_ms();
    RecordWriter begin(buffer_);
    if (!begin.begin(head) || !begin.finish()) return Status::kNoMemory;
    Status status = Status::kOk;
    for (std::uint32_t shard = 0; shard < cache_.shard_count() && status == Status::kOk; ++shard) {
      status = save_shard(shard);
    }
    return status == Status::kOk ? end() : status;
  }
  [[nodiscard]] std::uint64_t entries() const { return entries_; }

 private:
  // In slices that lie far from each other: keys in the order of their hash would come to a growing
  // table with the same secret all in one place.
  Status save_shard(std::uint32_t shard) {
    std::uint64_t entries = 0;
    {
      LockGuard guard(cache_.shard(shard).lock());
      entries = cache_.shard(shard).entries();
    }
    unsigned bits = std::min(kMaxSliceBits, static_cast<unsigned>(std::bit_width(entries / 32)));
    Status status = Status::kOk;
    for (std::uint32_t number = 0; number < 1u << bits && status == Status::kOk; ++number) {
      std::uint64_t place = reversed(number, bits);
      auto point = [bits](std::uint64_t at) { return (at * TableScan::kEnd) >> bits; };
      status = save_slice({shard, point(place), point(place + 1)});
    }
    return status;
  }
  static std::uint64_t reversed(std::uint32_t number, unsigned bits) {
    std::uint64_t result = 0;
    for (unsigned bit = 0; bit < bits; ++bit) result = result << 1 | (number >> bit & 1);
    return result;
  }
  Status save_slice(Slice slice) {
    Status status = Status::kOk;
    while (status == Status::kOk && !slice.is_over()) {
      Values *keys = nullptr;
      status = scan_slice(cache_, slice, keys);
      if (status == Status::kOk) status = save_all(*keys);
      deallocate(keys);
    }
    return status;
  }
  Status save_all(const Values &keys) {
    for (std::uint64_t at = 0; at < keys.count; ++at) {
      const ValueItem &item = keys.items[at];
      std::string_view key(static_cast<const char *>(item.data), item.size);
      Status status = copy_entry(cache_, key, true, buffer_);
      // It has gone since it was met.
      if (status == Status::kMiss) continue;
      if (status == Status::kOk && buffer_.size() >= kSnapshotBuffer) status = flush();
      if (status != Status::kOk) return status;
      ++entries_;
    }
    return Status::kOk;
  }
  Status flush() {
    Status status = file_.write(buffer_.view());
    buffer_.clear();
    return status;
  }
  Status end() {
    Status status = flush();
    if (status != Status::kOk) return status;
    RecordHead head;
    head.type = kSnapshotEnd;
    RecordWriter end(buffer_);
    if (!end.begin(head) || !end.add_word(entries_) || !end.add_word(file_.sum()) ||
        !end.finish()) {
      return Status::kNoMemory;
    }
    return flush();
  }

  Cache &cache_;
  SnapshotWriter &file_;
  ByteBuffer buffer_;
  std::uint64_t entries_ = 0;
};

// Reads the records of a whole file and calls apply(const RecordView &) for each entry.
template <class Apply>
Status read_all(SnapshotReader &file, Apply &&apply) {
  std::uint64_t entries = 0;
  for (bool is_first = true;; is_first = false) {
    std::string_view bytes;
    RecordView record;
    Status status = file.next(bytes);
    if (status == Status::kOk) status = read_record(bytes, record);
    if (status != Status::kOk) return status;
    if (is_first != (record.head.type == kSnapshotBegin)) return Status::kBadFormat;
    if (is_first) continue;
    if (record.head.type == kSnapshotEnd) {
      EndMark mark{};
      if (record.payload.size() != sizeof mark || !file.is_at_end()) return Status::kBadFormat;
      std::memcpy(&mark, record.payload.data(), sizeof mark);
      bool is_whole = mark.entries == entries && mark.sum == file.sum_before();
      return is_whole ? Status::kOk : Status::kBadFormat;
    }
    if (!record.head.has_key) return Status::kBadFormat;
    status = check_payload(record);
    if (status == Status::kOk) status = apply(record);
    if (status != Status::kOk) return status;
    ++entries;
  }
}

}  // namespace

Status save_snapshot(Cache &cache, const char *path, const FileCalls &calls,
                     std::uint64_t &out_entries) {
  SnapshotWriter file(calls);
  Status status = file.open(path);
  if (status != Status::kOk) return status;
  Saving saving(cache, file);
  status = saving.run();
  if (status == Status::kOk) status = file.commit();
  if (status == Status::kOk) out_entries = saving.entries();
  return status;
}

// Twice through the file: the first time nothing is done but to look.
Status load_snapshot(Cache &cache, const char *path, std::uint64_t &out_entries) {
  SnapshotReader file;
  Status status = file.open(path);
  if (status == Status::kOk)
    status = read_all(file, [](const RecordView &) { return Status::kOk; });
  if (status == Status::kOk) status = file.rewind();
  if (status != Status::kOk) return status;
  std::uint64_t entries = 0;
  status = read_all(file, [&](const RecordView &record) {
    Status restored = restore_entry(cache, record.head.key, record, {}, true);
    entries += restored == Status::kOk ? 1 : 0;
    return restored;
  });
  out_entries = entries;
  return status;
}

}  // namespace cellaret::engine
