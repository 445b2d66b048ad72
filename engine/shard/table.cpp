// Lookup, insertion, deletion and sizing of a shard's hash table.
#include "engine/shard/table.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

std::uint64_t &Table::word(SlotRef slot) const {
  std::uint32_t index = index_of(slot);
  return half(half_of(slot)).groups[index / kSlotsPerGroup].slots[index % kSlotsPerGroup];
}

unsigned Table::half_for(std::uint64_t hash) const {
  if (!is_resizing()) return active_;
  return home_of(hash, half(active_).count) < moved_ ? 1 - active_ : active_;
}

SlotRef Table::find(const HashedKey &key) const {
  if (size_ == 0) return kNoSlot;
  return find_in(half_for(key.hash), key);
}

SlotRef Table::find_in(unsigned number, const HashedKey &key) const {
  const Half &half = this->half(number);
  std::uint64_t tag = tag_of(key.hash);
  std::uint32_t group = home_of(key.hash, half.count);
  for (std::uint32_t probes = 0; probes < half.count; ++probes) {
    const Group &line = half.groups[group];
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      std::uint64_t word = line.slots[slot];
      if ((word ^ tag) >> 48 != 0 || word == 0) continue;
      if (entry_of(word)->key() == key.bytes)
        return slot_ref(number, group * kSlotsPerGroup + slot);
    }
    if (line.overflow == 0) break;
    group = group + 1 == half.count ? 0 : group + 1;
  }
  return kNoSlot;
}

SlotRef Table::insert(std::uint64_t hash, Entry *entry) {
  ++size_;
  return insert_into(half_for(hash), hash, entry);
}

SlotRef Table::insert_into(unsigned number, std::uint64_t hash, Entry *entry) {
  Half &half = this->half(number);
  std::uint32_t home = home_of(hash, half.count);
  std::uint32_t group = home;
  for (std::uint32_t probes = 0; probes < half.count; ++probes) {
    Group &line = half.groups[group];
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      if (line.slots[slot] != 0) continue;
      line.slots[slot] = word_of(hash, entry, group != home);
      return slot_ref(number, group * kSlotsPerGroup + slot);
    }
    ++line.overflow;
    group = group + 1 == half.count ? 0 : group + 1;
  }
  CELLARET_CHECK(false, "the table is full");
  return kNoSlot;
}

void Table::replace(SlotRef slot, Entry *entry) {
  std::uint64_t &word = this->word(slot);
  word = (word & ~kAddressMask) | reinterpret_cast<std::uintptr_t>(entry);
}

void Table::erase(SlotRef slot, const HashSecret &secret) {
  unsigned number = half_of(slot);
  std::uint32_t group = index_of(slot) / kSlotsPerGroup;
  std::uint64_t word = this->word(slot);
  std::uint32_t home = group;
  if ((word & kDisplaced) != 0) {
    home = home_of(hash_bytes(entry_of(word)->key(), secret), half(number).count);
  }
  erase_from(number, group, index_of(slot) % kSlotsPerGroup, home);
  --size_;
}

void Table::erase_from(unsigned number, std::uint32_t group, std::uint32_t slot,
                       std::uint32_t home) {
  Half &half = this->half(number);
  half.groups[group].slots[slot] = 0;
  for (std::uint32_t passed = home; passed != group;) {
    --half.groups[passed].overflow;
    passed = passed + 1 == half.count ? 0 : passed + 1;
  }
}

std::uint64_t Table::capacity() const {
  return (std::uint64_t{half(0).count} + half(1).count) * kSlotsPerGroup;
}

std::size_t Table::bytes() const { return halves_[0].storage.bytes() + halves_[1].storage.bytes(); }

SlotRef Table::sample(Random &random) const {
  if (size_ == 0) return kNoSlot;
  std::uint64_t first = std::uint64_t{half(0).count} * kSlotsPerGroup;
  // Rejection keeps it uniform. A table that is far from full is being shrunk, so that this ends
  // soon; the bound is for one that has not come to it yet.
  std::uint64_t at = 0;
  for (int tries = 0; tries < 256; ++tries) {
    at = random.below(capacity());
    SlotRef slot = at < first ? slot_ref(0, static_cast<std::uint32_t>(at))
                              : slot_ref(1, static_cast<std::uint32_t>(at - first));
    if (word(slot) != 0) return slot;
  }
  for (;; at = at + 1 == capacity() ? 0 : at + 1) {
    SlotRef slot = at < first ? slot_ref(0, static_cast<std::uint32_t>(at))
                              : slot_ref(1, static_cast<std::uint32_t>(at - first));
    if (word(slot) != 0) return slot;
  }
}

namespace {

// Above this share of slots in use the table grows; below that it shrinks.
constexpr std::uint64_t kGrowNumerator = 13, kGrowDenominator = 16;
constexpr std::uint64_t kCrowdedNumerator = 15, kCrowdedDenominator = 16;
constexpr std::uint64_t kShrinkDenominator = 5;
// Small tables double; larger ones grow by half, which keeps them fuller.
constexpr std::uint32_t kDoublingGroups = 512;

}  // namespace

bool Table::wants_growth() const {
  if (is_resizing()) return false;
  std::uint64_t slots = std::uint64_t{half(active_).count} * kSlotsPerGroup;
  if (half(active_).count <= 1) return size_ == slots;
  return (size_ + 1) * kGrowDenominator > slots * kGrowNumerator;
}

bool Table::needs_growth() const {
  // While resizing, an insertion may go to either half; the smaller one must not fill up.
  std::uint64_t slots = UINT64_MAX;
  for (const Half &half : halves_) {
    if (half.groups != nullptr) {
      slots = std::min(slots, std::uint64_t{half.count} * kSlotsPerGroup);
    }
  }
  return slots == UINT64_MAX || size_ >= slots;
}

bool Table::is_crowded() const {
  return size_ * kCrowdedDenominator > std::uint64_t{slots_of(active_)} * kCrowdedNumerator;
}

bool Table::wants_shrinking() const {
  std::uint64_t slots = std::uint64_t{half(active_).count} * kSlotsPerGroup;
  return !is_resizing() && half(active_).count > 1 && size_ * kShrinkDenominator < slots;
}

std::uint32_t Table::grown_groups() const {
  std::uint32_t groups = half(active_).count;
  if (groups == 0) return 1;
  std::uint32_t grown = groups < kDoublingGroups ? groups * 2 : groups + groups / 2;
  return std::min(grown, kMaxSlotsPerHalf / kSlotsPerGroup);
}

std::uint32_t Table::shrunk_groups() const { return std::max(half(active_).count / 2, 1u); }

bool Table::start_resizing(std::uint32_t groups) {
  bool is_first = half(active_).groups == nullptr;
  Half &target = half(is_first ? active_ : 1 - active_);
  if (!target.storage.allocate(groups)) return false;
  target.groups = target.storage.get();
  target.count = groups;
  moved_ = 0;
  return true;
}

void Table::cancel_resizing() {
  Half &target = half(is_resizing() ? 1 - active_ : active_);
  target = Half();
}

void Table::finish_resizing() {
  half(active_) = Half();
  active_ = 1 - active_;
  moved_ = 0;
}

}  // namespace cellaret::engine
