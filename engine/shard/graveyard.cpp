// Freeing collections one after another, the latest first.
#include "engine/shard/graveyard.h"

#include "engine/base/limits.h"

namespace cellaret::engine {

Graveyard::~Graveyard() {
  while (!empty()) static_cast<void>(free_some(UINT32_MAX));
}

std::uint64_t Graveyard::add(Collection *collection) {
  if (collection->bytes() <= kFreedAtOnce) return Collection::free_all(collection);
  collection->next_dying = first_;
  first_ = collection;
  bytes_ += collection->bytes();
  return 0;
}

std::uint64_t Graveyard::add(Remains &remains) {
  if (remains.bytes() > kFreedAtOnce) {
    remains_.add(remains);
    return 0;
  }
  std::uint64_t freed = 0;
  while (!remains.empty()) freed += remains.free_some(UINT32_MAX);
  return freed;
}

std::uint64_t Graveyard::free_some(std::uint32_t steps) {
  if (!pages_.empty()) return pages_.free_some();
  if (first_ == nullptr) return remains_.free_some(steps);
  Collection *next = first_->next_dying;
  bool done = false;
  std::uint64_t freed = Collection::free_some(first_, steps, done);
  if (done) first_ = next;
  bytes_ -= freed;
  return freed;
}

std::uint64_t Graveyard::recount() const {
  std::uint64_t bytes = remains_.recount() + pages_.recount();
  for (const Collection *dying = first_; dying != nullptr; dying = dying->next_dying) {
    bytes += dying->recount();
  }
  return bytes;
}

}  // namespace cellaret::engine
