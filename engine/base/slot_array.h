// Side arrays beside the hash table: one element per slot position, for what only some policies or
// entries need.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/platform.h"

namespace cellaret::engine {

// A position in a shard's hash table. While the table grows there are two halves, the old and the
// new one; the top bit says which.
using SlotRef = std::uint32_t;
inline constexpr SlotRef kNoSlot = UINT32_MAX;
inline constexpr SlotRef kHalfBit = 1u << 31;
// Positions per half stay below this, which leaves the numbers above for list markers.
inline constexpr std::uint32_t kMaxSlotsPerHalf = 0x70000000u;

constexpr unsigned half_of(SlotRef slot) { return slot >> 31; }
constexpr std::uint32_t index_of(SlotRef slot) { return slot & ~kHalfBit; }
constexpr SlotRef slot_ref(unsigned half, std::uint32_t index) {
  return static_cast<SlotRef>(half << 31) | index;
}

template <class T>
class SlotArray {
 public:
  [[nodiscard]] bool allocate(unsigned half, std::uint32_t slots) {
    if (!halves_[half].allocate(slots)) return false;
    slots_[half] = slots;
    return true;
  }
  void retire(unsigned half, OldPages &old) {
    halves_[half].retire(old);
    slots_[half] = 0;
  }
  // Whether there is an element for this position; any number may be asked.
  [[nodiscard]] bool covers(SlotRef slot) const { return index_of(slot) < slots_[half_of(slot)]; }
  [[nodiscard]] bool has(unsigned half) const { return static_cast<bool>(halves_[half]); }

  T &operator[](SlotRef slot) const { return halves_[half_of(slot)][index_of(slot)]; }

  // Most of the time there is but one half, in which positions are found with less to do.
  [[nodiscard]] bool is_split() const { return has(0) && has(1); }
  class OneHalf {
   public:
    [[nodiscard]] bool covers(SlotRef slot) const { return (slot ^ half_bit_) < slots_; }
    T &operator[](SlotRef slot) const { return data_[slot ^ half_bit_]; }

   private:
    friend class SlotArray;
    OneHalf(T *data, std::uint32_t slots, SlotRef half_bit)
        : data_(data), slots_(slots), half_bit_(half_bit) {}

    T *data_;
    std::uint32_t slots_;
    SlotRef half_bit_;
  };
  [[nodiscard]] OneHalf only_half() const {
    unsigned half = has(1) ? 1 : 0;
    return OneHalf(halves_[half].get(), slots_[half], slot_ref(half, 0));
  }

  [[nodiscard]] std::size_t bytes() const { return halves_[0].bytes() + halves_[1].bytes(); }

 private:
  ZeroedArray<T> halves_[2];
  std::uint32_t slots_[2] = {0, 0};
};

// Hints for `count` nodes of linked lists, from `from` on, that go to about `to` soon: the nodes
// that two of their fields name, and what comes after them in the array, for the next call.
template <class Node>
void prefetch_moves(const SlotArray<Node> &nodes, SlotRef from, SlotRef to, std::uint32_t count,
                    SlotRef Node::*one, SlotRef Node::*other) {
  if (SlotRef later = from + 2 * count; nodes.covers(later)) prefetch(&nodes[later]);
  if (SlotRef end = to + count; nodes.covers(end)) prefetch(&nodes[end]);
  for (SlotRef slot = from; slot != from + count && nodes.covers(slot); ++slot) {
    const Node &node = nodes[slot];
    if (nodes.covers(node.*one)) prefetch(&nodes[node.*one]);
    if (nodes.covers(node.*other)) prefetch(&nodes[node.*other]);
  }
}

}  // namespace cellaret::engine
