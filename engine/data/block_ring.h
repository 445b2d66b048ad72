// The blocks of a list in order, and which of them holds an index.
//
// A ring of (block, number of its first element, bytes of its elements' separate blocks). The
// numbers only have to grow from block to block by the counts of elements: they start anywhere and
// go below 0, so that a push or pop at either end changes one of them. An index is found by a
// multiplication, because the blocks between the first and the last hold about the same count each
// where a list grew at its ends; then by interpolation and halving, so that no pattern of
// insertions makes it slow.
//
// Cost: get and both ends O(1) amortized (growing copies 24 bytes a block); find about O(1), at
// most O(log blocks); insert, erase and shift O(blocks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "engine/base/memory.h"
#include "engine/data/packed_block.h"

namespace cellaret::engine {

class BlockRing {
 public:
  BlockRing() = default;
  BlockRing(const BlockRing &) = delete;
  BlockRing &operator=(const BlockRing &) = delete;
  // Frees its own array, not the blocks.
  ~BlockRing();

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] PackedBlock *block(std::uint32_t at) const { return entry(at).block; }
  // The index of the first element of the block at `at`.
  [[nodiscard]] std::uint64_t first_of(std::uint32_t at) const {
    return static_cast<std::uint64_t>(entry(at).first - entry(0).first);
  }
  // The block that holds this index, below the sum of all counts.
  [[nodiscard]] std::uint32_t find(std::uint64_t index, std::uint64_t size) const {
    if (count_ == 1) return 0;
    std::uint64_t inner = first_of(1);
    if (index < inner) return 0;
    std::uint64_t guess = 1 + ((index - inner) * scale_ >> 32);
    auto at = static_cast<std::uint32_t>(guess < count_ ? guess : count_ - 1);
    return holds(at, index) ? at : search(index, size);
  }

  // Room for one more block; false without memory. The real bytes of the array may change.
  [[nodiscard]] bool has_room() const { return count_ <= mask_; }
  [[nodiscard]] bool reserve();
  // Gives memory back when few blocks are left, if there is memory for a smaller array.
  [[nodiscard]] bool wants_shrinking() const {
    return count_ <= (mask_ + 1) / 4 && mask_ + 1 > least_capacity();
  }
  void shrink();
  // What reserve() may allocate at most until there are `more` blocks more.
  [[nodiscard]] std::size_t growth_bound(std::uint64_t more) const;
  [[nodiscard]] std::size_t bytes() const { return entries_ == &only_ ? 0 : block_size(entries_); }

  // Keeps a block without elements for later, which belongs to the caller still; false if there is
  // one already, or no array. With it the array stays.
  [[nodiscard]] bool keep_spare(PackedBlock *block) {
    if (entries_ == &only_ || only_.block != nullptr) return false;
    only_.block = block;
    return true;
  }
  // nullptr if none was kept.
  [[nodiscard]] PackedBlock *spare() const { return entries_ == &only_ ? nullptr : only_.block; }
  [[nodiscard]] PackedBlock *take_spare() {
    return entries_ == &only_ ? nullptr : std::exchange(only_.block, nullptr);
  }

  // Puts a block without elements in, after reserve().
  void insert(std::uint32_t at, PackedBlock *block);
  void erase(std::uint32_t at);
  void replace(std::uint32_t at, PackedBlock *block) { entry(at).block = block; }
  // Takes out the blocks from `kept` on, or the first `count`; they are the caller's business.
  void truncate(std::uint32_t kept) {
    count_ = kept;
    rescale();
  }
  void drop_front(std::uint32_t count) {
    head_ = (head_ + count) & mask_;
    count_ -= count;
    rescale();
  }
  // Calls keep(block, separate_bytes, last), in order, which says whether the block stays; `last`
  // is the number of the last one that does, or kNone. Those that stay are numbered anew by the
  // counts of elements they have by then.
  template <class Keep>
  void sift(Keep &&keep);
  static constexpr std::uint32_t kNone = UINT32_MAX;
  // The block at `at` has so many elements more, or less, and those behind it moved on.
  void shift(std::uint32_t at, std::int64_t elements) {
    if (at + 1 == count_) return;
    if (at == 0) {
      entry(0).first -= elements;
    } else {
      shift_inside(at, elements);
    }
  }
  // The block at `at` has lost so many of its first elements, or got more before them, and there
  // are no blocks before it, or they are about to go.
  void skip(std::uint32_t at, std::int64_t elements) { entry(at).first += elements; }

  // Real bytes of the separate blocks of a block's elements, which its owner adds to and takes
  // from: so what a block costs with all its elements is known without looking at them.
  [[nodiscard]] std::size_t separate_bytes(std::uint32_t at) const {
    return entry(at).separate_bytes;
  }
  void add_separate_bytes(std::uint32_t at, std::size_t bytes) {
    entry(at).separate_bytes += bytes;
  }
  void drop_separate_bytes(std::uint32_t at, std::size_t bytes) {
    entry(at).separate_bytes -= bytes;
  }

 private:
  struct Entry {
    PackedBlock *block;
    std::int64_t first;
    std::size_t separate_bytes;
  };

  [[nodiscard]] Entry &entry(std::uint32_t at) { return entries_[(head_ + at) & mask_]; }
  [[nodiscard]] const Entry &entry(std::uint32_t at) const {
    return entries_[(head_ + at) & mask_];
  }
  static constexpr std::uint32_t kFirstCapacity = 4;

  [[nodiscard]] std::uint32_t least_capacity() const {
    return count_ <= 1 && spare() == nullptr ? 1 : kFirstCapacity;
  }
  [[nodiscard]] bool resize(std::uint32_t capacity);
  [[nodiscard]] bool holds(std::uint32_t at, std::uint64_t index) const {
    return first_of(at) <= index && (at + 1 == count_ || index < first_of(at + 1));
  }
  [[nodiscard]] std::uint32_t search(std::uint64_t index, std::uint64_t size) const;
  void rescale();
  void shift_inside(std::uint32_t at, std::int64_t elements);

  // A small list has one block and no array; where there is one, the spare block is here.
  Entry only_{nullptr, 0, 0};
  Entry *entries_ = &only_;
  std::uint32_t mask_ = 0;
  std::uint32_t head_ = 0;
  std::uint32_t count_ = 0;
  // Blocks to an element between the first and the last block, times 2^32, as of the last time that
  // a block came or went.
  std::uint32_t scale_ = 0;
};

template <class Keep>
void BlockRing::sift(Keep &&keep) {
  std::uint32_t kept = 0;
  for (std::uint32_t at = 0; at < count_; ++at) {
    Entry moved = entry(at);
    if (keep(moved.block, moved.separate_bytes, kept == 0 ? kNone : kept - 1)) {
      entry(kept++) = moved;
    }
  }
  count_ = kept;
  std::int64_t first = 0;
  for (std::uint32_t at = 0; at < count_; ++at) {
    entry(at).first = first;
    first += entry(at).block->count();
  }
  rescale();
}

}  // namespace cellaret::engine
