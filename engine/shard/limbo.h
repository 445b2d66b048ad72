// Blocks that left the table while readers may still be looking at them.
//
// They are collected in batches. A full batch is sealed with the number of the epoch that ends
// there, and freed once every reader of that epoch is gone; that is normally at once, because a
// read takes a fraction of a microsecond. What is here stays charged. The batches are arrays: a
// block's own bytes must stay as they are for its readers.
//
// Threads: the shard's lock is held around every call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/limits.h"
#include "engine/base/memory.h"
#include "engine/data/read_value.h"
#include "engine/shard/graveyard.h"
#include "engine/shard/table.h"

namespace cellaret::engine {

class Limbo {
 public:
  // `max_bytes`: more than this is never kept; then the writer waits for readers. It may change.
  // Large halves go on to the graveyard.
  Limbo(PinAccount &pins, const Atomic<std::uint64_t> &max_bytes, Graveyard &graveyard)
      : pins_(pins), max_bytes_(max_bytes), graveyard_(graveyard) {}
  // No reader is left.
  ~Limbo();
  Limbo(const Limbo &) = delete;
  Limbo &operator=(const Limbo &) = delete;

  // Takes blocks over. Each returns how many bytes it freed on this occasion, of these or others.
  [[nodiscard]] std::uint64_t add(Entry *entry, std::size_t bytes, bool is_wide) {
    Batch &batch = open_batch();
    batch.entries[batch.count++] = entry;
    batch.bytes += bytes;
    bytes_ += bytes;
    bool is_urgent = bytes >= kRetiredAtOnce || bytes_ > max_bytes_.load(std::memory_order_relaxed);
    // What a reader holds counts as pinned as soon as it is not in the table.
    if (is_wide) is_urgent |= entry->is_pinned();
    return batch.count == kBatchSize || is_urgent ? seal_and_free() : 0;
  }
  [[nodiscard]] std::uint64_t add(ZeroedArray<TableGroup> half);
  // Frees what may be freed without waiting, of full batches or of any; or all, after waiting for
  // readers.
  [[nodiscard]] std::uint64_t free_some();
  [[nodiscard]] std::uint64_t free_unread();
  [[nodiscard]] std::uint64_t free_all();

  [[nodiscard]] bool empty() const { return bytes_ == 0; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // bytes(), computed afresh.
  [[nodiscard]] std::uint64_t recount() const;

 private:
  static constexpr std::uint32_t kBatchSize = 30;

  struct Batch {
    std::uint64_t sealed = 0;
    std::uint64_t bytes = 0;
    std::uint32_t count = 0;
    Entry *entries[kBatchSize];
    ZeroedArray<TableGroup> half;
  };

  [[nodiscard]] std::uint64_t seal();
  // Seals, and frees all if that is more than may be kept.
  [[nodiscard]] std::uint64_t seal_and_free();
  [[nodiscard]] std::uint64_t free_batch(Batch &batch);
  [[nodiscard]] Batch &open_batch() { return *open_; }
  [[nodiscard]] Batch &sealed_batch() { return *sealed_; }

  PinAccount &pins_;
  const Atomic<std::uint64_t> &max_bytes_;
  Graveyard &graveyard_;
  std::uint64_t bytes_ = 0;
  Batch batches_[2];
  Batch *open_ = &batches_[0];
  Batch *sealed_ = &batches_[1];
};

}  // namespace cellaret::engine
