// Large collections that no entry holds any more, what lists have let go of, and the arrays of a
// table before it grew: freed in steps, so that nobody waits for the end of a million elements, and
// charged until the blocks are back.
//
// Threads: the shard's lock is held around every call.
#pragma once

#include <cstdint>

#include "engine/base/old_pages.h"
#include "engine/data/collection.h"
#include "engine/data/remains.h"

namespace cellaret::engine {

class Graveyard {
 public:
  Graveyard() = default;
  Graveyard(const Graveyard &) = delete;
  Graveyard &operator=(const Graveyard &) = delete;
  ~Graveyard();

  // Takes a collection over; a small one is freed at once. Returns how many bytes that freed.
  [[nodiscard]] std::uint64_t add(Collection *collection);
  // The same of what a list let go of.
  [[nodiscard]] std::uint64_t add(Remains &remains);
  // Where arrays are left; their bytes are among those of the graveyard.
  [[nodiscard]] OldPages &pages() { return pages_; }
  // Frees about `steps` blocks, or some pages, and returns their bytes.
  [[nodiscard]] std::uint64_t free_some(std::uint32_t steps);

  [[nodiscard]] bool empty() const {
    return first_ == nullptr && remains_.empty() && pages_.empty();
  }
  // Real bytes of what is waiting, and the same computed afresh.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_ + remains_.bytes() + pages_.bytes(); }
  [[nodiscard]] std::uint64_t recount() const;

 private:
  Collection *first_ = nullptr;
  std::uint64_t bytes_ = 0;  // of the collections
  Remains remains_;
  OldPages pages_;
};

}  // namespace cellaret::engine
