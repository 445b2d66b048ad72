// Sealing batches of retired blocks and freeing them when their readers are gone.
#include "engine/shard/limbo.h"

#include <utility>

#include "engine/base/epoch.h"

namespace cellaret::engine {

Limbo::~Limbo() {
  static_cast<void>(free_batch(batches_[0]));
  static_cast<void>(free_batch(batches_[1]));
}

std::uint64_t Limbo::add(ZeroedArray<TableGroup> half) {
  std::uint64_t freed = 0;
  if (open_batch().half) freed = seal();
  std::uint64_t bytes = half.bytes();
  open_batch().half = std::move(half);
  open_batch().bytes += bytes;
  bytes_ += bytes;
  return freed + seal();
}

// Ends the open batch. The one sealed before it must be gone by then.
std::uint64_t Limbo::seal() {
  std::uint64_t freed = 0;
  if (sealed_batch().bytes != 0) {
    epoch_wait(sealed_batch().sealed);
    freed = free_batch(sealed_batch());
  }
  open_batch().sealed = epoch_seal();
  std::swap(open_, sealed_);
  return freed + free_some();
}

std::uint64_t Limbo::seal_and_free() {
  std::uint64_t freed = seal();
  if (bytes_ > max_bytes_.load(std::memory_order_relaxed)) freed += free_all();
  return freed;
}

std::uint64_t Limbo::free_some() {
  if (sealed_batch().bytes == 0 || !epoch_has_passed(sealed_batch().sealed)) return 0;
  return free_batch(sealed_batch());
}

// An open batch is ended only behind one that is gone, so that seal() has nothing to wait for.
std::uint64_t Limbo::free_unread() {
  std::uint64_t freed = free_some();
  if (sealed_batch().bytes == 0 && open_batch().bytes != 0) freed += seal();
  return freed;
}

std::uint64_t Limbo::free_all() {
  std::uint64_t freed = 0;
  if (open_batch().bytes != 0) freed = seal();
  if (sealed_batch().bytes == 0) return freed;
  epoch_wait(sealed_batch().sealed);
  return freed + free_batch(sealed_batch());
}

std::uint64_t Limbo::free_batch(Batch &batch) {
  for (std::uint32_t at = 0; at < batch.count; ++at) {
    dispose_entry(batch.entries[at], pins_);
  }
  batch.count = 0;
  std::uint64_t bytes = std::exchange(batch.bytes, 0);
  bytes_ -= bytes;
  std::uint64_t kept = graveyard_.bytes();
  batch.half.retire(graveyard_.pages());
  return bytes - (graveyard_.bytes() - kept);
}

std::uint64_t Limbo::recount() const {
  std::uint64_t bytes = 0;
  for (const Batch &batch : batches_) {
    for (std::uint32_t at = 0; at < batch.count; ++at) bytes += block_size(batch.entries[at]);
    bytes += batch.half.bytes();
  }
  return bytes;
}

}  // namespace cellaret::engine
