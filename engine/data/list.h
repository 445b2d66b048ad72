// A list: one packed block while it is small, a ring of packed blocks when it is large.
//
// Cost. n elements of s bytes on average, in about n (s + 4) / 4096 blocks b:
//   push, pop, get and set near an end  O(1) amortized; a full block costs one allocation of 4 KiB
//   get, set at any index               one guess in the ring, at most O(log b)
//   insert in the middle                O(b) for the ring (24 bytes a block), and one block
//   find, remove, walking               O(n)
//   trim                                O(blocks that go), a word for each
// What trim and remove take out is not freed by them: it goes to a Remains.
// Memory per element: its bytes + 4 (integers 1 to 8, + 4), blocks are full in a list
// that grows at its ends and at least a quarter full on average in any; an element over 512 bytes
// has a block of its own. A small list takes about 80 bytes besides. A large one keeps one block
// that became empty, so that growing and shrinking by a few elements allocates nothing.
//
// What may allocate says so: false (or nullptr) means there was no memory, and the list is as it
// was.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/block_ring.h"
#include "engine/data/collection.h"
#include "engine/data/element.h"
#include "engine/data/remains.h"

namespace cellaret::engine {

// What elements about to be added weigh.
struct ElementLoad {
  std::uint64_t elements = 0;
  std::uint64_t packed_bytes = 0;    // with slots
  std::uint64_t separate_bytes = 0;  // at most, for blocks of their own

  void add(const Element &element);
};

class List final : public Collection {
 public:
  enum class End : std::uint8_t { kLeft = 0, kRight = 1 };
  static constexpr std::uint64_t kNone = UINT64_MAX;

  // Nothing in it yet; nullptr without memory. It is given up through Collection::free_some.
  static List *make();

  [[nodiscard]] bool push(End end, const Element &element);
  // Puts an element before the one at `index`, which is at most size().
  [[nodiscard]] bool insert(std::uint64_t index, const Element &element);
  // Replaces the element at `index`.
  [[nodiscard]] bool set(std::uint64_t index, const Element &element);
  // The most that adding this load in one place, or setting one element, may allocate. `index` is
  // where; size() for the right end.
  [[nodiscard]] std::size_t growth_bound(std::uint64_t index, const ElementLoad &load) const;
  // The same for a list that is yet to be made, itself included.
  [[nodiscard]] static std::size_t new_bound(const ElementLoad &load);

  // Valid until the list changes.
  [[nodiscard]] Element get(std::uint64_t index) const;
  void pop(End end);
  // Takes out all but `count` elements from `first` on.
  void trim(std::uint64_t first, std::uint64_t count, Remains &remains);
  // Takes out the first (from kRight: the last) `count` elements that are equal; how many there
  // were.
  std::uint64_t remove(const Element &element, std::uint64_t count, End from, Remains &remains);
  // Calls visit(const Element &) for `count` elements from `index` on, until it returns false.
  template <class Visit>
  void visit(std::uint64_t index, std::uint64_t count, Visit &&visit) const;
  // Calls visit(index) for equal elements, in order from an end, among the first `max_looked_at`,
  // until it returns false.
  template <class Visit>
  void find_all(const Element &element, End from, std::uint64_t max_looked_at, Visit &&visit) const;

 private:
  friend class Collection;

  // Where an element is: block, and position in it.
  struct Place {
    std::uint32_t block;
    std::uint32_t at;
  };

  List() : Collection(Type::kList) {}
  ~List() = default;

  [[nodiscard]] Place find(std::uint64_t index) const {
    std::uint32_t block = ring_.find(index, size_);
    return {block, static_cast<std::uint32_t>(index - ring_.first_of(block))};
  }
  [[nodiscard]] bool push_slowly(End end, PackedElement &element);
  void pop_slowly(End end);
  [[nodiscard]] bool insert_at(Place place, const PackedElement &element);
  [[nodiscard]] bool add_block(std::uint32_t at);
  [[nodiscard]] bool resize_block(std::uint32_t at, std::uint32_t size);
  // Sees to room for `size` bytes at `place`, which may move.
  [[nodiscard]] bool make_room(Place &place, std::uint32_t size);
  [[nodiscard]] bool widen(Place &place, std::uint32_t needed);
  [[nodiscard]] bool split(Place &place);
  void drop_block(std::uint32_t at);
  void drop_spare();
  void shrink_ring();
  void settle(std::uint32_t block);
  [[nodiscard]] bool reserve_entry();
  void note_separate(std::uint32_t block, const PackedElement &element);
  void free_separate(Place place);
  void cut_left(std::uint64_t count, Remains &remains);
  void cut_right(std::uint64_t kept, Remains &remains);
  void cut_in(Place place, std::uint32_t count, Remains &remains);
  void bury_block(std::uint32_t at, Remains &remains);
  std::uint64_t remove_in(std::uint32_t block, const PackedElement &wanted, std::uint64_t count,
                          End from, Remains &remains);
  void join_blocks(Remains &remains);

  // Of Collection.
  [[nodiscard]] List *copy_elements() const;
  [[nodiscard]] std::size_t recount_blocks() const;
  [[nodiscard]] bool free_blocks(std::uint32_t steps);

  BlockRing ring_;
};

// Most pushes move nothing and allocate nothing.
inline bool List::push(End end, const Element &element) {
  PackedElement packed(element);
  if (size_ == 0 || PackedElement::needs_separate(element)) [[unlikely]]
    return push_slowly(end, packed);
  if (end == End::kRight) {
    if (!ring_.block(ring_.count() - 1)->push_back(packed)) return push_slowly(end, packed);
  } else {
    if (!ring_.block(0)->push_front(packed)) return push_slowly(end, packed);
    ring_.skip(0, -1);
  }
  ++size_;
  return true;
}

// Most pops leave a block that settle() would let be.
inline void List::pop(End end) {
  bool is_left = end == End::kLeft;
  PackedBlock &block = *ring_.block(is_left ? 0 : ring_.count() - 1);
  if (block.separate(is_left ? 0 : block.count() - 1) != nullptr) [[unlikely]] {
    pop_slowly(end);
    return;
  }
  if (is_left) {
    block.pop_front();
    ring_.skip(0, 1);
  } else {
    block.pop_back();
  }
  --size_;
  if (block.used() <= block.room() / 4) settle(is_left ? 0 : ring_.count() - 1);
}

template <class Visit>
void List::visit(std::uint64_t index, std::uint64_t count, Visit &&visit) const {
  if (count == 0) return;
  Place place = find(index);
  for (; count > 0; ++place.block, place.at = 0) {
    const PackedBlock &block = *ring_.block(place.block);
    for (; place.at < block.count() && count > 0; ++place.at, --count) {
      if (!visit(block.element(place.at))) return;
    }
  }
}

template <class Visit>
void List::find_all(const Element &element, End from, std::uint64_t max_looked_at,
                    Visit &&visit) const {
  PackedElement wanted(element);
  std::uint64_t left = max_looked_at < size_ ? max_looked_at : size_;
  for (std::uint32_t step = 0; left > 0; ++step) {
    bool is_left = from == End::kLeft;
    std::uint32_t number = is_left ? step : ring_.count() - 1 - step;
    const PackedBlock &block = *ring_.block(number);
    for (std::uint32_t passed = 0; passed < block.count() && left > 0; ++passed, --left) {
      std::uint32_t at = is_left ? passed : block.count() - 1 - passed;
      if (block.equals(at, wanted) && !visit(ring_.first_of(number) + at)) return;
    }
  }
}

}  // namespace cellaret::engine
