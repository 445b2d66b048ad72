// Hands what all collections can do on to the one of the type.
#include "engine/data/collection.h"

#include "engine/data/list.h"
#include "engine/data/set.h"

namespace cellaret::engine {

std::size_t Collection::recount() const {
  return type_ == Type::kList ? static_cast<const List *>(this)->recount_blocks()
                              : static_cast<const Set *>(this)->recount_blocks();
}

Collection *Collection::copy() const {
  if (type_ == Type::kList) return static_cast<const List *>(this)->copy_elements();
  return static_cast<const Set *>(this)->copy_members();
}

std::size_t Collection::free_some(Collection *collection, std::uint32_t steps, bool &done) {
  std::size_t before = collection->bytes_;
  if (collection->type_ == Type::kList) {
    auto *list = static_cast<List *>(collection);
    done = list->free_blocks(steps);
    if (!done) return before - collection->bytes_;
    list->~List();
  } else {
    auto *set = static_cast<Set *>(collection);
    done = set->free_blocks(steps);
    if (!done) return before - collection->bytes_;
    set->~Set();
  }
  deallocate(collection);
  return before;
}

std::size_t Collection::free_all(Collection *collection) {
  std::size_t freed = 0;
  for (bool done = false; !done;) freed += free_some(collection, UINT32_MAX, done);
  return freed;
}

}  // namespace cellaret::engine
