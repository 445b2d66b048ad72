// The numbers of entries, and what is asked of a caller's functions.
#include "engine/eviction/custom.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cellaret::engine {

Owned<Policy> CustomPolicy::make(const PolicyKind &kind, Residents &residents, std::uint64_t) {
  const Functions &functions = *kind.custom;
  ZeroedArray<char> shard;
  if (functions.shard_bytes != 0 && !shard.allocate(functions.shard_bytes)) return nullptr;
  return make_owned<CustomPolicy>(functions, residents, std::move(shard));
}

CustomPolicy::CustomPolicy(const Functions &functions, Residents &residents,
                           ZeroedArray<char> shard)
    : functions_(functions), residents_(residents), shard_(std::move(shard)) {
  view_ = {.shard = shard_.get(),
           .records = nullptr,
           .capacity = 0,
           .count = 0,
           .weight =
               [](const cellaret_policy_view *view, std::uint32_t entry) {
                 const CustomPolicy &self = *reinterpret_cast<const View *>(view)->policy;
                 return self.is_used(entry) ? self.residents_.weight(self.slot_of(entry)) : 0u;
               },
           .expires =
               [](const cellaret_policy_view *view, std::uint32_t entry) {
                 const CustomPolicy &self = *reinterpret_cast<const View *>(view)->policy;
                 return self.is_used(entry) && self.residents_.expires(self.slot_of(entry)) ? 1u
                                                                                            : 0u;
               },
           .policy = this};
}

bool CustomPolicy::is_used(std::uint32_t number) const {
  if (number >= pools_[active_].capacity) return false;
  SlotRef slot = slot_of(number);
  return numbers_.covers(slot) && numbers_[slot] == number + 1;
}

// Numbers stay, so a smaller pool must still hold the highest of them.
bool CustomPolicy::reserve(unsigned half, std::uint32_t slots) {
  std::uint32_t used = pool().capacity;
  while (used > 0 && !is_used(used - 1)) --used;
  Pool made;
  made.capacity = std::max(slots, used);
  std::size_t record = functions_.entry_bytes;
  if (!numbers_.allocate(half, slots) || !made.slots.allocate(made.capacity)) return false;
  if (record != 0 && !made.records.allocate(made.capacity * record)) return false;
  if (used != 0) {
    std::memcpy(made.slots.get(), pool().slots.get(), used * sizeof(SlotRef));
    if (record != 0) std::memcpy(made.records.get(), pool().records.get(), used * record);
  }
  pools_[half] = std::move(made);
  use_pool(half);
  return true;
}

void CustomPolicy::release(unsigned half, OldPages &old) {
  numbers_.retire(half, old);
  pools_[half].slots.retire(old);
  pools_[half].records.retire(old);
  pools_[half].capacity = 0;
  if (active_ == half) use_pool(1 - half);
}

// The lowest free number comes first.
void CustomPolicy::use_pool(unsigned half) {
  active_ = half;
  view_.records = pool().records.get();
  view_.capacity = pool().capacity;
  free_ = kNobody;
  for (std::uint32_t number = pool().capacity; number-- > 0;) {
    if (is_used(number)) continue;
    pool().slots[number] = free_;
    free_ = number;
  }
}

std::size_t CustomPolicy::bytes() const {
  std::size_t bytes = shard_.bytes() + numbers_.bytes();
  for (const Pool &pool : pools_) bytes += pool.slots.bytes() + pool.records.bytes();
  return bytes;
}

void CustomPolicy::on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t) {
  std::uint32_t number = free_;
  free_ = pool().slots[number];
  pool().slots[number] = slot;
  numbers_[slot] = number + 1;
  ++view_.count;
  std::size_t record = functions_.entry_bytes;
  if (record != 0) std::memset(pool().records.get() + number * record, 0, record);
  functions_.insert(public_view(), number, hash, functions_.user_data);
}

void CustomPolicy::on_hits(const SlotRef *slots, std::uint32_t count) {
  constexpr std::uint32_t kAtOnce = 32;
  std::uint32_t entries[kAtOnce];
  std::uint32_t known = 0;
  if (functions_.hits == nullptr) return;
  for (std::uint32_t at = 0; at < count; ++at) {
    if (numbers_.covers(slots[at]) && numbers_[slots[at]] != 0) {
      entries[known++] = numbers_[slots[at]] - 1;
    }
    if (known == kAtOnce || (at + 1 == count && known != 0)) {
      functions_.hits(public_view(), entries, known, functions_.user_data);
      known = 0;
    }
  }
}

void CustomPolicy::on_resize(SlotRef slot, std::uint32_t from, std::uint32_t) {
  if (functions_.resize == nullptr) return;
  functions_.resize(public_view(), numbers_[slot] - 1, from, functions_.user_data);
}

void CustomPolicy::forget(SlotRef slot, bool is_evicted) {
  std::uint32_t number = numbers_[slot] - 1;
  functions_.remove(public_view(), number, is_evicted ? 1 : 0, functions_.user_data);
  numbers_[slot] = 0;
  pool().slots[number] = free_;
  free_ = number;
  --view_.count;
}

void CustomPolicy::on_move(SlotRef from, SlotRef to) {
  std::uint32_t number = std::exchange(numbers_[from], 0) - 1;
  numbers_[to] = number + 1;
  pool().slots[number] = to;
}

SlotRef CustomPolicy::victim(Residents &residents, Random &random, SlotRef keep) {
  bool keeps = numbers_.covers(keep) && numbers_[keep] != 0;
  if (view_.count == (keeps ? 1u : 0u)) return kNoSlot;
  std::uint32_t number =
      functions_.victim(public_view(), keeps ? numbers_[keep] - 1 : kNobody, functions_.user_data);
  if (number == kNobody) return kNoSlot;
  if (is_used(number) && slot_of(number) != keep) return slot_of(number);
  // Of the table's entries at least one is not to be kept.
  for (;;) {
    SlotRef slot = residents.sample(random);
    if (slot != keep) return slot;
  }
}

}  // namespace cellaret::engine
