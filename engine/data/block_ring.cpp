// Keeping blocks in order in a ring, and interpolation in it.
#include "engine/data/block_ring.h"

#include <algorithm>
#include <bit>

namespace cellaret::engine {

BlockRing::~BlockRing() {
  if (entries_ != &only_) deallocate(entries_);
}

std::uint32_t BlockRing::search(std::uint64_t index, std::uint64_t size) const {
  std::uint32_t low = 0;
  std::uint32_t high = count_ - 1;
  std::uint64_t first = 0;     // of the block at `low`
  std::uint64_t after = size;  // behind the block at `high`
  for (int tries = 0; low < high; ++tries) {
    std::uint32_t guess = (low + high) / 2;
    if (tries < 4) {
      auto part = static_cast<double>(index - first) / static_cast<double>(after - first);
      guess = low + static_cast<std::uint32_t>(part * (high - low + 1));
      guess = std::min(guess, high);
    }
    if (first_of(guess) > index) {
      high = guess - 1;
      after = first_of(guess);
    } else if (guess < high && first_of(guess + 1) <= index) {
      low = guess + 1;
      first = first_of(low);
    } else {
      return guess;
    }
  }
  return low;
}

// Rounded up, so that the first element of a block is not taken for one of the block before.
void BlockRing::rescale() {
  scale_ = 0;
  if (count_ < 3) return;
  std::uint64_t elements = first_of(count_ - 1) - first_of(1);
  if (elements < count_) return;
  scale_ = static_cast<std::uint32_t>((std::uint64_t{count_ - 2} << 32) / elements + 1);
}

bool BlockRing::resize(std::uint32_t capacity) {
  Entry *entries = &only_;
  if (capacity > 1) {
    entries = static_cast<Entry *>(allocate(capacity * sizeof(Entry)));
    if (entries == nullptr) return false;
  }
  for (std::uint32_t at = 0; at < count_; ++at) entries[at] = entry(at);
  if (entries_ != &only_) {
    deallocate(entries_);
  } else if (entries != &only_) {
    only_ = {nullptr, 0, 0};
  }
  entries_ = entries;
  mask_ = capacity - 1;
  head_ = 0;
  return true;
}

bool BlockRing::reserve() {
  if (has_room()) return true;
  return resize(std::max(kFirstCapacity, (mask_ + 1) * 2));
}

void BlockRing::shrink() {
  if (!wants_shrinking()) return;
  std::uint32_t capacity = count_ <= 1 ? 1 : std::bit_ceil(count_ * 2);
  // A ring that cannot get a smaller array keeps the one it has.
  static_cast<void>(resize(std::max(least_capacity(), capacity)));
}

std::size_t BlockRing::growth_bound(std::uint64_t more) const {
  std::uint64_t capacity = mask_ + 1;
  if (count_ + more <= capacity) return 0;
  while (capacity < count_ + more) capacity = std::max<std::uint64_t>(kFirstCapacity, capacity * 2);
  // The last two arrays are there together while one is copied.
  return block_bound(capacity * sizeof(Entry)) + block_bound(capacity / 2 * sizeof(Entry));
}

void BlockRing::insert(std::uint32_t at, PackedBlock *block) {
  std::int64_t first = 0;
  if (at < count_) {
    first = entry(at).first;
  } else if (count_ != 0) {
    first = entry(count_ - 1).first + entry(count_ - 1).block->count();
  }
  if (at < count_ / 2) {
    head_ = (head_ - 1) & mask_;
    for (std::uint32_t moved = 0; moved < at; ++moved) entry(moved) = entry(moved + 1);
  } else {
    for (std::uint32_t moved = count_; moved > at; --moved) entry(moved) = entry(moved - 1);
  }
  ++count_;
  entry(at) = {block, first, 0};
  rescale();
}

void BlockRing::erase(std::uint32_t at) {
  if (at < count_ / 2) {
    for (std::uint32_t moved = at; moved > 0; --moved) entry(moved) = entry(moved - 1);
    head_ = (head_ + 1) & mask_;
  } else {
    for (std::uint32_t moved = at; moved + 1 < count_; ++moved) entry(moved) = entry(moved + 1);
  }
  --count_;
  rescale();
}

void BlockRing::shift_inside(std::uint32_t at, std::int64_t elements) {
  // The numbers of whichever side is shorter change.
  if (at < count_ / 2) {
    for (std::uint32_t before = 0; before <= at; ++before) entry(before).first -= elements;
  } else {
    for (std::uint32_t behind = at + 1; behind < count_; ++behind) entry(behind).first += elements;
  }
}

}  // namespace cellaret::engine
