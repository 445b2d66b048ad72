// Sealing batches of retired blocks and freeing them when their readers are gone.
#include "engine/shard/limbo.h"

#include <utility>

#include "engine/base/epoch.h"

namespace cellaret::engine {

Limbo::~Limbo() {
  static_cast<void>(free_sealed());
  sealed_ = std::exchange(open_, {});
  static_cast<void>(free_sealed());
}

std::uint64_t Limbo::add(ZeroedArray<TableGroup> half) {
  std::uint64_t freed = 0;
  if (open_half_) freed = seal();
  open_.bytes += half.bytes();
  open_half_ = std::move(half);
  freed += seal();
  return freed + free_some();
}

std::uint64_t Limbo::seal() {
  std::uint64_t freed = wait_and_free();
  sealed_ = std::exchange(open_, {});
  sealed_half_ = std::move(open_half_);
  sealed_in_ = epoch_seal();
  return freed;
}

std::uint64_t Limbo::end_batch() {
  std::uint64_t freed = seal();
  return sealed_.block_bytes == 0 ? freed + free_some() : freed;
}

std::uint64_t Limbo::seal_and_free() {
  std::uint64_t freed = seal();
  freed += free_some();
  if (bytes() > max_bytes_.load(std::memory_order_relaxed)) freed += wait_and_free();
  return freed;
}

bool Limbo::has_passed() {
  if (sealed_in_ != 0 && epoch_has_passed(sealed_in_)) sealed_in_ = 0;
  return sealed_in_ == 0;
}

std::uint64_t Limbo::free_some() {
  if (sealed_.bytes == 0 || !has_passed()) return 0;
  return free_sealed();
}

std::uint64_t Limbo::wait_and_free() {
  if (sealed_.bytes == 0) return 0;
  epoch_wait(sealed_in_);
  return free_sealed();
}

// An open batch is ended only behind one that is gone, so that seal() has nothing to wait for.
std::uint64_t Limbo::free_unread() {
  std::uint64_t freed = free_some();
  if (sealed_.bytes == 0 && open_.bytes != 0) {
    freed += seal();
    freed += free_some();
  }
  return freed;
}

std::uint64_t Limbo::free_all() {
  std::uint64_t freed = open_.bytes != 0 ? seal() : 0;
  return freed + wait_and_free();
}

std::uint64_t Limbo::free_sealed() {
  for (std::uint32_t at = 0; at < sealed_.count; ++at) dispose_entry(entry_at(at), pins_);
  first_ += sealed_.count;
  std::uint64_t bytes = std::exchange(sealed_, {}).bytes;
  std::uint64_t kept = graveyard_.bytes();
  sealed_half_.retire(graveyard_.pages());
  return bytes - (graveyard_.bytes() - kept);
}

std::uint64_t Limbo::recount() const {
  std::uint64_t bytes = open_half_.bytes() + sealed_half_.bytes();
  for (std::uint32_t at = 0; at < sealed_.count + open_.count; ++at) {
    bytes += block_size(entry_at(at));
  }
  return bytes;
}

}  // namespace cellaret::engine
