// Blocks that a list or set has let go of, waiting to be freed in steps.
//
// Their addresses stand in pages, and a page is made of the first block that finds no room in the
// one before. So taking a block over needs no memory, cannot fail and frees nothing, and what waits
// is charged exactly as it was in its list.
//
// The table of a set that has become small waits as a whole, linked to others.
//
// Cost: taking a block over writes one word, but for every 60th to 510th block, which is opened and
// written on. Two remains become one in O(1).
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/member_index.h"
#include "engine/data/packed_block.h"

namespace cellaret::engine {

class Remains {
 public:
  Remains() = default;
  Remains(const Remains &) = delete;
  Remains &operator=(const Remains &) = delete;
  // Frees everything.
  ~Remains();

  // Takes over the block of one element, or a block with all its elements, whose separate blocks
  // are of so many real bytes.
  void add(SeparateBytes *block);
  void add(PackedBlock *block, std::size_t separate_bytes);
  // Takes over a table with its members, which was made by make_owned().
  void add(MemberIndex *index);
  // Takes over what another one has.
  void add(Remains &other);

  [[nodiscard]] bool empty() const { return first_ == nullptr && index_ == nullptr; }
  // Real bytes of all blocks, and the same computed afresh.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t recount() const;

  // Frees about `steps` blocks and says how many bytes that gave back.
  std::size_t free_some(std::uint32_t steps);

 private:
  // A packed block is told from the block of an element by the lowest bit of its word.
  static constexpr std::uintptr_t kIsPacked = 1;

  struct Page {
    Page *next;
    std::uint32_t count;
    std::uint32_t room;

    [[nodiscard]] std::uintptr_t *words() { return reinterpret_cast<std::uintptr_t *>(this + 1); }
    [[nodiscard]] const std::uintptr_t *words() const {
      return reinterpret_cast<const std::uintptr_t *>(this + 1);
    }
  };

  static PackedBlock *packed_of(std::uintptr_t word) {
    return reinterpret_cast<PackedBlock *>(word & ~kIsPacked);
  }
  [[nodiscard]] bool has_room() const { return first_ != nullptr && first_->count < first_->room; }
  void start_page(void *block);
  [[nodiscard]] std::size_t free_index(std::uint32_t &steps);

  Page *first_ = nullptr;
  Page *last_ = nullptr;
  MemberIndex *index_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace cellaret::engine
