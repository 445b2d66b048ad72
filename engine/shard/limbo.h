// Blocks that left the table while readers may still be looking at them.
//
// They are collected in batches. A full batch is sealed with the number of the epoch that ends
// there, and done with once every reader of that epoch is gone; that is normally at once, because a
// read takes a fraction of a microsecond. Then it is freed, unless its blocks are all of one small
// size: those stay until the next batch is full, to serve new entries. That spares the allocator
// two calls, and above all the way home of a block that another thread had allocated. What is here
// stays charged. The blocks are kept in an array: their own bytes must stay as they are for
// readers.
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
    if (bytes != open_.block_bytes) [[unlikely]]
      open_.block_bytes = open_.count == 0 ? static_cast<std::uint32_t>(bytes) : 0;
    entry_at(sealed_.count + open_.count++) = entry;
    open_.bytes += bytes;
    bool is_urgent =
        bytes >= kRetiredAtOnce || this->bytes() > max_bytes_.load(std::memory_order_relaxed);
    if (is_wide) {
      open_.block_bytes = 0;
      // What a reader holds counts as pinned as soon as it is not in the table.
      is_urgent |= entry->is_pinned();
    }
    if (is_urgent) return seal_and_free();
    return open_.count == kBatchSize ? end_batch() : 0;
  }
  [[nodiscard]] std::uint64_t add(ZeroedArray<TableGroup> half);
  // A block that nobody reads any more and that is little larger than `size`; nullptr: there is
  // none. It stays charged, and is of block_size() `out_bytes`.
  [[nodiscard]] void *reuse(std::size_t size, std::size_t &out_bytes) {
    std::size_t spare = sealed_.block_bytes - size;  // huge if that is too small
    bool is_much = spare >= kGranule && spare > sealed_.block_bytes / kMaxSpareShare;
    if (sealed_.count == 0 || is_much) return nullptr;
    if (sealed_in_ != 0 && !has_passed()) return nullptr;
    out_bytes = sealed_.block_bytes;
    sealed_.bytes -= out_bytes;
    --sealed_.count;
    Entry *entry = entry_at(0);
    ++first_;
    return entry;
  }
  // Frees what may be freed without waiting, of full batches or of any; or all, after waiting for
  // readers.
  [[nodiscard]] std::uint64_t free_some();
  [[nodiscard]] std::uint64_t free_unread();
  [[nodiscard]] std::uint64_t free_all();

  [[nodiscard]] bool empty() const { return bytes() == 0; }
  [[nodiscard]] std::uint64_t bytes() const { return open_.bytes + sealed_.bytes; }
  // bytes(), computed afresh.
  [[nodiscard]] std::uint64_t recount() const;

 private:
  static constexpr std::uint32_t kBatchSize = 32;
  // What of a block may stay unused when it serves again is what allocators round up, too: less
  // than so many bytes, or at most this part of it.
  static constexpr std::size_t kGranule = 16;
  static constexpr std::size_t kMaxSpareShare = 8;

  struct Batch {
    std::uint64_t bytes = 0;
    std::uint32_t count = 0;        // of entries
    std::uint32_t block_bytes = 0;  // of each of them; 0: they differ, or cannot serve again
  };

  // Ends the open batch, and frees the one sealed before it.
  [[nodiscard]] std::uint64_t seal();
  // Seals a full batch, and frees what cannot serve again.
  [[nodiscard]] std::uint64_t end_batch();
  // Seals and frees, and waits for readers if there is more than may be kept.
  [[nodiscard]] std::uint64_t seal_and_free();
  [[nodiscard]] bool has_passed();
  [[nodiscard]] std::uint64_t wait_and_free();
  [[nodiscard]] std::uint64_t free_sealed();
  // Those of the sealed batch come first.
  [[nodiscard]] Entry *&entry_at(std::uint32_t number) {
    return entries_[(first_ + number) % (2 * kBatchSize)];
  }
  [[nodiscard]] Entry *entry_at(std::uint32_t number) const {
    return const_cast<Limbo *>(this)->entry_at(number);
  }

  // What every removal writes comes first, on a line with the number of entries: see ShardContents.
  Batch open_;
  Batch sealed_;
  std::uint32_t first_ = 0;
  std::uint64_t sealed_in_ = 0;  // an epoch; 0: its readers are known to be gone
  PinAccount &pins_;
  const Atomic<std::uint64_t> &max_bytes_;
  Graveyard &graveyard_;
  ZeroedArray<TableGroup> open_half_;
  ZeroedArray<TableGroup> sealed_half_;
  Entry *entries_[2 * kBatchSize];  // a ring
};

}  // namespace cellaret::engine
