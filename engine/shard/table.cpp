// Lookup, insertion, deletion and sizing of a shard's hash table.
#include "engine/shard/table.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

// Small tables double; larger ones grow by half, which keeps them fuller.
const std::uint32_t kGroupsOfClass[kSizeClasses] = {
    1,        2,        4,        8,        16,        32,        64,        128,      256,
    512,      768,      1152,     1728,     2592,      3888,      5832,      8748,     13122,
    19683,    29524,    44286,    66429,    99643,     149464,    224196,    336294,   504441,
    756661,   1134991,  1702486,  2553729,  3830593,   5745889,   8618833,   12928249, 19392373,
    29088559, 43632838, 65449257, 98173885, 147260827, 220891240, 268435455,
};
static_assert(std::uint64_t{268435455} * TableGroup::kSlots < kMaxSlotsPerHalf);

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr auto kRelease = std::memory_order_release;

// Above this share of slots in use the table grows; below that it shrinks.
constexpr std::uint64_t kGrowNumerator = 13, kGrowDenominator = 16;
constexpr std::uint64_t kCrowdedNumerator = 15, kCrowdedDenominator = 16;
constexpr std::uint64_t kShrinkDenominator = 5;

}  // namespace

Atomic<std::uint64_t> &Table::word(SlotRef slot) const {
  std::uint32_t index = index_of(slot);
  return half(half_of(slot)).groups[index / kSlotsPerGroup].slots[index % kSlotsPerGroup];
}

bool Table::is_used(SlotRef slot) const {
  return index_of(slot) < slots_of(half_of(slot)) && word(slot).load(kRelaxed) != 0;
}

unsigned Table::half_for(std::uint64_t hash) const {
  if (!is_resizing()) return active_;
  return view_of(active_).home_of(hash) < moved_ ? 1 - active_ : active_;
}

TableGroup &Table::home_group(std::uint64_t hash) const {
  unsigned number = half_for(hash);
  return half(number).groups[view_of(number).home_of(hash)];
}

SlotRef Table::find(const HashedKey &key) const {
  if (size_ == 0) return kNoSlot;
  unsigned number = half_for(key.hash);
  const Half &half = this->half(number);
  std::uint64_t tag = TableGroup::tag_of(key.hash);
  std::uint32_t group = view_of(number).home_of(key.hash);
  for (std::uint32_t probes = 0; probes < half.count; ++probes) {
    const TableGroup &line = half.groups[group];
    for (std::uint32_t left = line.match(tag); left != 0; left &= left - 1) {
      auto slot = static_cast<std::uint32_t>(std::countr_zero(left));
      if (TableGroup::entry_of(line.slots[slot].load(kRelaxed))->has_key(key.bytes)) {
        return slot_ref(number, group * kSlotsPerGroup + slot);
      }
    }
    if (line.overflow.load(kRelaxed) == 0) break;
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
  std::uint32_t home = view_of(number).home_of(hash);
  std::uint32_t group = home;
  for (std::uint32_t probes = 0; probes < half.count; ++probes) {
    TableGroup &line = half.groups[group];
    for (std::uint32_t slot = 0; slot < kSlotsPerGroup; ++slot) {
      if (line.slots[slot].load(kRelaxed) != 0) continue;
      line.slots[slot].store(word_of(hash, entry, group != home), kRelease);
      return slot_ref(number, group * kSlotsPerGroup + slot);
    }
    line.overflow.store(line.overflow.load(kRelaxed) + 1, kRelease);
    group = group + 1 == half.count ? 0 : group + 1;
  }
  CELLARET_CHECK(false, "the table is full");
  return kNoSlot;
}

void Table::replace(SlotRef slot, Entry *entry) {
  Atomic<std::uint64_t> &word = this->word(slot);
  std::uint64_t rest = word.load(kRelaxed) & ~TableGroup::kAddressMask;
  word.store(rest | reinterpret_cast<std::uintptr_t>(entry), kRelease);
}

void Table::erase(SlotRef slot, const HashSecret &secret) {
  unsigned number = half_of(slot);
  std::uint32_t group = index_of(slot) / kSlotsPerGroup;
  std::uint64_t word = this->word(slot).load(kRelaxed);
  std::uint32_t home = group;
  if ((word & TableGroup::kDisplaced) != 0) {
    home = view_of(number).home_of(hash_bytes(TableGroup::entry_of(word)->key(), secret));
  }
  erase_from(number, group, index_of(slot) % kSlotsPerGroup, home);
  --size_;
}

void Table::erase_from(unsigned number, std::uint32_t group, std::uint32_t slot,
                       std::uint32_t home) {
  Half &half = this->half(number);
  half.groups[group].slots[slot].store(0, kRelease);
  for (std::uint32_t passed = home; passed != group;) {
    Atomic<std::uint32_t> &overflow = half.groups[passed].overflow;
    overflow.store(overflow.load(kRelaxed) - 1, kRelease);
    passed = passed + 1 == half.count ? 0 : passed + 1;
  }
}

// An exchange, not a store: what follows may ask whether a reader holds a pin, and a reader first
// pins and then looks at the version. One of the two must see the other.
void Table::begin_change(std::uint64_t hash) {
  Atomic<std::uint32_t> &version = home_group(hash).version;
  version.exchange(version.load(kRelaxed) | TableGroup::kBusy, std::memory_order_seq_cst);
}

void Table::end_change(std::uint64_t hash) {
  Atomic<std::uint32_t> &version = home_group(hash).version;
  version.store(version.load(kRelaxed) + TableGroup::kStep - TableGroup::kBusy, kRelease);
}

std::uint64_t Table::capacity() const {
  return (std::uint64_t{half(0).count} + half(1).count) * kSlotsPerGroup;
}

std::size_t Table::bytes() const { return halves_[0].storage.bytes() + halves_[1].storage.bytes(); }

SlotRef Table::sample(Random &random) const {
  if (size_ == 0) return kNoSlot;
  std::uint64_t first = std::uint64_t{half(0).count} * kSlotsPerGroup;
  auto slot_at = [first](std::uint64_t at) {
    return at < first ? slot_ref(0, static_cast<std::uint32_t>(at))
                      : slot_ref(1, static_cast<std::uint32_t>(at - first));
  };
  // Rejection keeps it uniform. A table that is far from full is being shrunk, so that this ends
  // soon; the bound is for one that has not come to it yet.
  std::uint64_t at = 0;
  for (int tries = 0; tries < 256; ++tries) {
    at = random.below(capacity());
    if (word(slot_at(at)).load(kRelaxed) != 0) return slot_at(at);
  }
  while (word(slot_at(at)).load(kRelaxed) == 0) at = at + 1 == capacity() ? 0 : at + 1;
  return slot_at(at);
}

bool Table::wants_growth() const {
  if (is_resizing()) return false;
  std::uint64_t slots = slots_of(active_);
  if (half(active_).count <= 1) return size_ == slots;
  return (size_ + 1) * kGrowDenominator > slots * kGrowNumerator;
}

bool Table::needs_growth() const {
  // While resizing, an insertion may go to either half; the smaller one must not fill up.
  std::uint64_t slots = UINT64_MAX;
  for (unsigned number = 0; number < 2; ++number) {
    if (half(number).groups != nullptr) slots = std::min<std::uint64_t>(slots, slots_of(number));
  }
  return slots == UINT64_MAX || size_ >= slots;
}

bool Table::is_crowded() const {
  return size_ * kCrowdedDenominator > std::uint64_t{slots_of(active_)} * kCrowdedNumerator;
}

bool Table::wants_shrinking() const {
  return !is_resizing() && half(active_).count > 1 &&
         size_ * kShrinkDenominator < slots_of(active_);
}

unsigned Table::grown_class() const {
  if (half(active_).count == 0) return 0;
  return std::min(half(active_).size_class + 1, kSizeClasses - 1);
}

unsigned Table::shrunk_class() const {
  std::uint32_t wanted = half(active_).count / 2;
  const std::uint32_t *at =
      std::upper_bound(kGroupsOfClass, kGroupsOfClass + kSizeClasses, std::max(wanted, 1u));
  return static_cast<unsigned>(at - kGroupsOfClass) - 1;
}

bool Table::start_resizing(unsigned size_class) {
  bool is_first = half(active_).groups == nullptr;
  Half &target = half(is_first ? active_ : 1 - active_);
  if (!target.storage.allocate(kGroupsOfClass[size_class])) return false;
  target.groups = target.storage.get();
  target.count = kGroupsOfClass[size_class];
  target.size_class = size_class;
  moved_ = 0;
  return true;
}

void Table::cancel_resizing() { half(is_resizing() ? 1 - active_ : active_) = Half(); }

void Table::publish_resizing() {
  if (is_resizing()) {
    view_.next_.store(view_of(1 - active_).word(), kRelease);
  } else {
    view_.current_.store(view_of(active_).word(), kRelease);
  }
}

ZeroedArray<TableGroup> Table::finish_resizing() {
  // In this order: a reader that finds next_ of a later resizing must find that current_ changed.
  view_.current_.store(view_of(1 - active_).word(), kRelease);
  view_.next_.store(0, kRelease);
  ZeroedArray<TableGroup> old = std::move(half(active_).storage);
  half(active_) = Half();
  active_ = 1 - active_;
  moved_ = 0;
  return old;
}

void Table::unpublish() {
  view_.current_.store(0, kRelease);
  view_.next_.store(0, kRelease);
}

}  // namespace cellaret::engine
