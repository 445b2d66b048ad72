// A set: sorted integers or one packed block while it is small, a hash table when it is large.
//
//   ints     up to 512 members that are all integers: 2, 4 or 8 bytes each
//   packed   up to 128 members in one block of 4 KiB at most, in the order of nine bits of their
//            hash
//   hashed   everything else; an integer of 62 bits stays in its slot, others have a block
// A form gives way to the next when it is full, and comes back when few members are left.
//
// Cost: contains, add, remove O(log n), O(128) and O(1) for the three; a change of form up to 512
// members' worth; a sample O(1). Memory besides the members' bytes: see above, 4 bytes a member,
// and member_index.h.
//
// What may allocate says so: on kNoMemory and false the set holds what it held.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/base/hash.h"
#include "engine/base/random.h"
#include "engine/data/collection.h"
#include "engine/data/element.h"
#include "engine/data/int_array.h"
#include "engine/data/member_index.h"
#include "engine/data/packed_block.h"
#include "engine/data/remains.h"

namespace cellaret::engine {

// What members about to be added weigh.
struct MemberLoad {
  std::uint64_t members = 0;
  std::uint64_t packed_bytes = 0;    // with slots
  std::uint64_t separate_bytes = 0;  // at most, for blocks of those that are too large to pack
  std::uint64_t block_bytes = 0;     // at most, for a block each
  bool has_others = false;

  void add(const Element &member);
};

class Set final : public Collection {
 public:
  enum class Added : std::uint8_t { kYes, kWasThere, kNoMemory };

  // Nothing in it yet; nullptr without memory. `secret` outlives the set, which is given up through
  // Collection::free_some.
  static Set *make(const HashSecret &secret);

  [[nodiscard]] Added add(const Element &member);
  // The same for a member that the blocks have room for as they are, which most do. kNoMemory if
  // they have not; nothing is allocated.
  [[nodiscard]] Added add_as_is(const Element &member);
  // The most that adding these members may allocate.
  [[nodiscard]] std::size_t growth_bound(const MemberLoad &load) const;
  // The same for a set that is yet to be made, itself included.
  [[nodiscard]] static std::size_t new_bound(const MemberLoad &load, const HashSecret &secret);
  // False if it was not there. A table that gets smaller may take `spare_bytes` for a while, and
  // one that is not needed any more goes to the remains.
  bool remove(const Element &member, std::size_t spare_bytes, Remains &remains);
  [[nodiscard]] bool contains(const Element &member) const;

  // A member drawn uniformly, of a set that is not empty; valid until the set changes.
  [[nodiscard]] Element sample(Random &random) const;
  // The same by a number that is good while the set does not change, to draw without repetition.
  [[nodiscard]] std::uint64_t sample_position(Random &random) const;
  [[nodiscard]] Element at_position(std::uint64_t position) const;
  // To walk over all members in pieces: the first position with a member from this one on, 0 at the
  // beginning; kNoPosition after the last.
  static constexpr std::uint64_t kNoPosition = MemberIndex::kNone;
  [[nodiscard]] std::uint64_t next_position(std::uint64_t position) const {
    if (form_ == Form::kHashed) return in_.index->next(position);
    return position < size_ ? position : kNoPosition;
  }
  // Calls visit(const Element &) for all members in no particular order, until it returns false.
  template <class Visit>
  void visit(Visit &&visit) const;

 private:
  friend class Collection;
  enum class Form : std::uint8_t { kInts, kPacked, kHashed };

  explicit Set(const HashSecret &secret) : Collection(Type::kSet), secret_(secret) {}
  ~Set() = default;

  [[nodiscard]] PackedElement packed(const Element &member) const;
  [[nodiscard]] std::uint64_t hash(const Element &member) const;
  [[nodiscard]] bool fits_ints(const Element &member) const {
    return form_ == Form::kInts && member.is_int() && size_ < kMaxSortedInts;
  }
  [[nodiscard]] bool add_int(std::uint32_t place, std::int64_t value);
  void change_ints(IntArray *ints);
  [[nodiscard]] bool add_packed(std::uint32_t at, PackedElement &element);
  [[nodiscard]] Added add_hashed(const Element &member);
  [[nodiscard]] Added make_room_and_add(const Element &member);
  void remove_packed(std::uint32_t at);
  [[nodiscard]] bool make_packed();
  [[nodiscard]] bool make_hashed();
  void make_small(Remains &remains);
  void become(Form form, void *block, Remains &remains);
  void drop_form();
  [[nodiscard]] std::size_t form_bytes() const;

  // Of Collection.
  [[nodiscard]] Set *copy_members() const;
  [[nodiscard]] std::size_t recount_blocks() const;
  [[nodiscard]] bool free_blocks(std::uint32_t steps);

  const HashSecret &secret_;
  union {
    IntArray *ints = nullptr;
    PackedBlock *packed;
    MemberIndex *index;
  } in_;  // by form_
  Form form_ = Form::kInts;
};

template <class Visit>
void Set::visit(Visit &&visit) const {
  if (size_ == 0) return;
  if (form_ == Form::kHashed) {
    in_.index->visit(visit);
    return;
  }
  for (std::uint32_t at = 0; at < size_; ++at) {
    if (!visit(at_position(at))) return;
  }
}

}  // namespace cellaret::engine
